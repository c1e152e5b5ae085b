// @ts-check
// A paper as the reading of rows and boxes sees it: what was added, where.
import { middling } from "./middle.js";

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
const DIM = 0.06; // by which the paper around a place may be darker than the page
const DIMMEST = 2; // how many times less light there may be in a corner than on most of the page
const NEAR = [4, 3]; // millimetres to the left and right of a place, above and below it, of which that paper is

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
  const marked = round.desk.marked.fill(0);
  for (let i = 0; i < more.length; i += 1) {
    const ink = more[i];
    if (ink > least && (open[i] === 1 || ink > between)) marked[i] = open[i] + (ink > DARKER ? BOLD : 0);
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

/** dark tells whether a marked place is darker than a fold makes it. @param {Look} l @param {number} x @param {number} y */
export const dark = ({ marked, round }, x, y) => marked[y * round.width + x] >= BOLD;

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
export function speck(l, x0, y0, x1, y1, most, count = ALL) {
  const { marked, round } = l;
  const [left, right, bottom] = [Math.max(0, x0), Math.min(round.width, x1), Math.min(round.height, y1)];
  const step = round.scale;
  const n = Math.max(0, Math.ceil((x1 - x0) / step));
  let [above, here] = [new Float32Array(n + 1), new Float32Array(n + 1)];
  for (let y = y0; y < bottom; y += step) {
    here.fill(0);
    for (let v = Math.max(0, y); v < Math.min(bottom, y + step); v += 1) {
      for (let x = left, i = v * round.width + left; x < right; x += 1, i += 1) if (marked[i]) here[((x - x0) / step) | 0] += count[marked[i]];
    }
    for (let k = 0; k < n; k += 1) {
      if (above[k] + above[k + 1] + here[k] + here[k + 1] <= most) continue;
      if (stands(l, x0 + k * step, y - step, x0 + (k + 2) * step, y + step, [left, right, y0, bottom], most, count)) return true;
    }
    [above, here] = [here, above];
  }
  return false;
}

// stands tells whether marked places in a square are more than so many where
// the paper is as dark, and as noisy, as it is around them: beside a fold it is
// darker, in a dim corner noise is more.
function stands(l, x0, y0, x1, y1, [left, right, top, bottom], most, count) {
  const { added: { more, open, noise }, marked, round: { width } } = l;
  const [x, y] = [(x0 + x1) >> 1, (y0 + y1) >> 1];
  const paper = around(l, x, y);
  const loud = NOISES * noise * dimness(l, x, y);
  let sum = 0;
  for (let v = Math.max(top, y0); v < Math.min(bottom, y1); v += 1) {
    for (let i = v * width + Math.max(left, x0), end = v * width + Math.min(right, x1); i < end; i += 1) {
      if (!marked[i] || (count === DARK && lined(l.round, i))) continue;
      if (more[i] - paper > Math.max(open[i] === 1 ? INK : LETTERS, loud)) sum += count[marked[i]];
    }
  }
  return sum > most;
}

// lined tells whether a place is so near to a printed line that a fold may have
// moved the line there: who writes words writes beyond.
const lined = ({ ruled, width }, i) => [0, -2, 2, -2 * width, 2 * width].some((off) => ruled[i + off] === 1);

// around gives how much darker the paper around a place is than that of the page.
function around({ added: { more, open }, round: { width, height, scale } }, x, y) {
  const [far, high] = NEAR.map((by) => by * scale);
  const inks = [];
  for (let v = Math.max(0, y - high); v < Math.min(height, y + high); v += 2) {
    for (let u = Math.max(0, x - far); u < Math.min(width, x + far); u += 2) if (open[v * width + u] === 1) inks.push(more[v * width + u]);
  }
  return inks.length ? Math.max(0, Math.min(DIM, middling(inks))) : 0;
}

// dimness gives how many times less light there is at a place than on most of the page.
/** @param {Look} l @param {number} x @param {number} y */
export const dimness = (l, x, y) => Math.max(1, Math.min(DIMMEST, l.bright / Math.max(1, brightAt(l, x, y))));
