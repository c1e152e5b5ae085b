// @ts-check
// A paper as the reading of rows and boxes sees it: what was added, where.

/**
 * @typedef {object} Look
 * @property {import("./added.js").Added} added
 * @property {import("./round.js").RoundPicture} round
 * @property {Uint8Array} marked where ink was added that is surely ink: 1, between letters 2; and BOLD where it is not light
 * @property {import("./flat.js").Paper} paper how bright the paper is
 * @property {number} bright what the paper is mostly like
 */

const INK = 0.075; // added ink that is no accident
const LETTERS = 0.15; // the same between letters
const NOISES = 4; // how many times the noise it must be at least
const DARKER = 0.13; // ink of what people write, darker than a fold
const BOLD = 4;

// What a marked place counts, by what it is: all, all but what is light, all
// but what is between letters.
const ALL = [0, 1, 0.5, 0, 0, 1, 0.5];
const DARK = [0, 0, 0, 0, 0, 1, 0.5];
export const OUTSIDE = [0, 1, 0, 0, 0, 1, 0];

/**
 * @param {import("./flat.js").Flat} flat
 * @param {import("./added.js").Added} added
 * @param {import("./round.js").RoundPicture} round
 * @returns {Look}
 */
export function look({ paper }, added, round) {
  const least = Math.max(INK, NOISES * added.noise);
  const between = Math.max(LETTERS, NOISES * added.noise);
  const { more, open } = added;
  const { marked } = round.desk;
  for (let i = 0; i < more.length; i += 1) {
    const ink = more[i];
    if (ink > least && (open[i] === 1 || ink > between)) marked[i] = open[i] + (ink > DARKER ? BOLD : 0);
    else marked[i] = 0;
  }
  return { added, round, marked, paper, bright: middle(paper.data) };
}

function middle(values) {
  const count = new Uint32Array(256);
  for (let i = 0; i < values.length; i += 1) count[values[i]] += 1;
  let sum = 0;
  for (let v = 0; v < 256; v += 1) if ((sum += count[v]) >= values.length / 2) return v;
  return 255;
}

// brightAt gives how bright the paper is at a place.
/** @param {Look} l @param {number} x @param {number} y */
export const brightAt = ({ paper }, x, y) => paper.data[(y >> 1) * paper.width + (x >> 1)];

// writing tells whether something was written in a part of the page: dark
// places that lie together.
/** @param {Look} l */
export const writing = (l, x0, y0, x1, y1, most) => speck(l, x0, y0, x1, y1, most, DARK);

// hidden tells whether a part of the page cannot be seen: print is missing, or
// the paper itself is so dark that something lies on it.
/** @param {Look} l @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 in pixels */
export function hidden(l, x0, y0, x1, y1) {
  const { round, bright, added: { laid, black, print: { print, least } } } = l;
  let [printed, less, dark] = [0, 0, 0];
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0, i = y * round.width + x0; x < x1; x += 1, i += 1) {
      if (print[i] > 0.3 && !round.blind[i]) {
        printed += 1;
        if (laid[i] < 0.4 * black * least[i]) less += 1;
      }
      if (brightAt(l, x, y) < 0.4 * bright) dark += 1;
    }
  }
  return less > 0.15 * printed || dark > round.scale ** 2;
}

// pixels counts the marked places in a part of the page; those between letters half.
/** @param {Look} l */
export function pixels({ marked, round }, x0, y0, x1, y1) {
  let n = 0;
  for (let y = Math.max(0, y0); y < Math.min(round.height, y1); y += 1) {
    for (let i = y * round.width + Math.max(0, x0); i < y * round.width + Math.min(round.width, x1); i += 1) n += ALL[marked[i]];
  }
  return n;
}

// speck tells whether marked places in a part of the page lie together so that
// they are no noise: more than so many within a square of two millimetres.
/** @param {Look} l @param {number[]} count what each kind of them counts */
export function speck({ marked, round }, x0, y0, x1, y1, most, count = ALL) {
  const [left, right, bottom] = [Math.max(0, x0), Math.min(round.width, x1), Math.min(round.height, y1)];
  const step = round.scale;
  const n = Math.max(0, Math.ceil((x1 - x0) / step));
  let [above, here] = [new Float32Array(n + 1), new Float32Array(n + 1)];
  for (let y = y0; y < bottom; y += step) {
    here.fill(0);
    for (let v = Math.max(0, y); v < Math.min(bottom, y + step); v += 1) {
      for (let x = left, i = v * round.width + left; x < right; x += 1, i += 1) if (marked[i]) here[((x - x0) / step) | 0] += count[marked[i]];
    }
    for (let k = 0; k < n; k += 1) if (above[k] + above[k + 1] + here[k] + here[k + 1] > most) return true;
    [above, here] = [here, above];
  }
  return false;
}
