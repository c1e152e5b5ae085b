// @ts-check
// A paper as the reading of rows and boxes sees it: what was added, where.

/**
 * @typedef {object} Look
 * @property {import("./added.js").Added} added
 * @property {import("./round.js").RoundPicture} round
 * @property {Uint8Array} marked 1 where ink was added that is surely ink; 2 the same between letters
 * @property {Uint8Array} bold the same without what is light
 * @property {Uint8Array} outside the same without what is between letters
 * @property {Uint8Array} paper how bright the paper is
 * @property {number} bright what the paper is mostly like
 */

const INK = 0.075; // added ink that is no accident
const LETTERS = 0.15; // the same between letters
const NOISES = 4; // how many times the noise it must be at least

/**
 * @param {import("./flat.js").Flat} flat
 * @param {import("./added.js").Added} added
 * @param {import("./round.js").RoundPicture} round
 * @returns {Look}
 */
export function look(flat, added, round) {
  const least = Math.max(INK, NOISES * added.noise);
  const between = Math.max(LETTERS, NOISES * added.noise);
  const { more, open } = added;
  const [marked, bold, outside] = [1, 2, 3].map(() => new Uint8Array(more.length));
  for (let i = 0; i < more.length; i += 1) {
    if (!(more[i] > (open[i] === 1 ? least : between))) continue;
    marked[i] = open[i];
    if (open[i] === 1) outside[i] = 1;
    if (more[i] > DARKER) bold[i] = open[i];
  }
  return { added, round, marked, bold, outside, paper: flat.paper, bright: middle(flat.paper) };
}

function middle(values) {
  const count = new Uint32Array(256);
  for (let i = 0; i < values.length; i += 5) count[values[i]] += 5;
  let sum = 0;
  for (let v = 0; v < 256; v += 1) if ((sum += count[v]) >= values.length / 2) return v;
  return 255;
}

// DARKER is the ink of what people write, darker than a fold.
const DARKER = 0.13;

// writing tells whether something was written in a part of the page: dark
// places that lie together.
/** @param {Look} l */
export function writing(l, x0, y0, x1, y1, most) {
  return speck({ ...l, marked: l.bold }, x0, y0, x1, y1, most);
}

// hidden tells whether a part of the page cannot be seen: print is missing, or
// the paper itself is so dark that something lies on it.
/** @param {Look} l @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 in pixels */
export function hidden({ added, round, paper, bright }, x0, y0, x1, y1) {
  let [print, less, dark] = [0, 0, 0];
  for (let y = y0; y < y1; y += 1) {
    for (let i = y * round.width + x0; i < y * round.width + x1; i += 1) {
      print += added.printed[i];
      less += added.less[i];
      if (paper[i] < 0.4 * bright) dark += 1;
    }
  }
  return less > 0.15 * print || dark > round.scale ** 2;
}

// outside leaves what was marked where nothing is printed.
/** @param {Look} l @returns {Look} */
export function outside(l) {
  return { ...l, marked: l.outside };
}

// pixels counts the marked places in a part of the page; those between letters half.
/** @param {Look} l */
export function pixels({ marked, round }, x0, y0, x1, y1) {
  let n = 0;
  for (let y = Math.max(0, y0); y < Math.min(round.height, y1); y += 1) {
    for (let i = y * round.width + Math.max(0, x0); i < y * round.width + Math.min(round.width, x1); i += 1) n += marked[i] === 2 ? 0.5 : marked[i];
  }
  return n;
}

// speck tells whether marked places in a part of the page lie together so that
// they are no noise: more than so many within a square of two millimetres.
/** @param {Look} l */
export function speck(l, x0, y0, x1, y1, most) {
  const step = l.round.scale;
  const n = Math.max(0, Math.ceil((x1 - x0) / step));
  let above = new Float32Array(n + 1);
  for (let y = y0; y < y1; y += step) {
    const here = new Float32Array(n + 1);
    for (let k = 0, x = x0; k < n; k += 1, x += step) here[k] = pixels(l, x, y, Math.min(x1, x + step), Math.min(y1, y + step));
    for (let k = 0; k < n; k += 1) if (above[k] + above[k + 1] + here[k] + here[k + 1] > most) return true;
    above = here;
  }
  return false;
}
