// @ts-check
// Whether a little ink is in a row in which no line is: over its letters, or
// along a line that is faint.
import { dimness } from "./look.js";
import { middling } from "./middle.js";

/** @typedef {import("./look.js").Look} Look */
/** @typedef {import("./round.js").Row} Row */

const OVER = [ // millimetres of letters, and by how much they may be darker than printed
  { long: 12, tall: 0.75, most: 0.056 },
  { long: 3, tall: 0.75, most: 0.11 },
  { long: 2, tall: 0.5, most: 0.16 },
];
const SHADE = 0.025; // by which the paper of a row may be darker all over
const FAINT = 0.026; // ink along a line that is no line yet
const BESIDE = 1.25; // millimetres above and below it, where there is less
const NEARER = 0.5; // the same where print is so far away
const FEW = 11; // places of which there is no mean

// over tells whether something was written over the letters. Printers and
// cameras move the edges of letters, which makes one side darker and the other
// lighter: a stretch of letters is as dark as before. A pen makes it darker,
// however the print is shifted by a pixel.
/** @param {Look} l @param {Row} row @param {number} usual */
export function over({ added, round }, row, usual) {
  const { width, scale } = round;
  const area = { left: row.x0 - 3, right: Math.min(width - 2, row.x1 + 3), top: row.top + 3, bottom: row.bottom - 3 };
  const [wide, high] = [area.right - area.left, area.bottom - area.top];
  const shifts = [0, 1, -1, width, -width];
  /** @type {Float64Array[]} */
  const sums = []; // each once it is needed: most stretches are not darker than the first says
  const darker = (x, y, w, h, most) => shifts.every((off, k) => {
    const total = (sums[k] ??= sumsOf(added, width, area, usual, off));
    const [above, below] = [y * (wide + 1) + x, (y + h) * (wide + 1) + x];
    return total[below + w] - total[below] - total[above + w] + total[above] > most;
  });
  return OVER.some(({ long, tall, most }) => {
    const [w, h] = [Math.min(wide, Math.round(long * scale)), Math.round(tall * scale)];
    for (let y = 0; y + h <= high; y += 1) {
      for (let x = 0; x + w <= wide; x += 2) if (darker(x, y, w, h, most * w * h)) return true;
    }
    return false;
  });
}

// sumsOf gives by how much all that is above and left of a place is darker than
// the print, which is shifted.
function sumsOf({ laid, model }, width, { left, right, top, bottom }, usual, shift) {
  const w = right - left + 1;
  const total = new Float64Array(w * (bottom - top + 1));
  for (let y = top, k = w + 1; y < bottom; y += 1, k += 1) {
    let line = 0;
    for (let i = y * width + left, end = y * width + right; i < end; i += 1, k += 1) {
      const off = laid[i] - usual - model[i + shift];
      line += off < -0.5 ? -0.5 : off > 0.5 ? 0.5 : off;
      total[k] = total[k - w] + line;
    }
  }
  return total;
}

// faint tells whether there is a little ink along a line through the name, or
// before and behind it, more than all over the row, and more than above and
// below: beside a fold the paper is darker on one side, of which little may be
// between print and print.
/** @param {Look} l @param {Row} row @param {number} usual */
export function faint(l, row, usual) {
  const { scale, width } = l.round;
  const [from, to] = [row.x0 - 3 * scale, Math.min(width, row.x1 + 6 * scale)];
  const noise = l.added.noise * dimness(l, row.x0, Math.round(row.y));
  const lines = linesOf(l, row, from, to - from);
  const inky = (k, a, b, extra) => {
    const n = lines.count(k, a, b);
    if (n <= FEW) return false;
    const ink = lines.sum(k, a, b) / n;
    const least = FAINT + extra + (3 * noise) / Math.sqrt(n);
    if (ink <= least) return false;
    return ink - Math.max(0, lines.beside(k, a, b, -1), lines.beside(k, a, b, 1)) > least;
  };
  for (const slope of [-0.06, -0.03, 0, 0.03, 0.06]) {
    lines.fill(slope);
    for (let k = 0; k < lines.high; k += 1) {
      if (inky(k, row.x0 - from, row.x1 - from, usual)) return true;
      for (let x = 0; x + 4 * scale <= to - from; x += 2 * scale) if (inky(k, x, x + 4 * scale, usual + 0.02)) return true;
    }
  }
  return false;
}

// linesOf makes room for the sums of the ink along lines through a row, up to
// each of their columns, and of how many places they are.
function linesOf({ added: { open, more, print }, round: { width, scale } }, row, from, wide) {
  const [w, high] = [wide + 1, row.bottom - row.top - 6];
  const [far, near] = [BESIDE, NEARER].map((by) => Math.round(by * scale));
  const [ink, many] = [new Float64Array(w * high), new Int32Array(w * high)];
  const between = (sums, k, a, b) => sums[k * w + b] - sums[k * w + a];
  let down = new Int32Array(wide);
  return {
    high,
    sum: (k, a, b) => between(ink, k, a, b),
    count: (k, a, b) => between(many, k, a, b),
    beside(k, a, b, side) { // ink above or below a line, where no print is
      for (let by = far; by >= near; by -= 1) {
        let [sum, n] = [0, 0];
        for (let x = a, start = (row.top + 3 + k + side * by) * width; x < b; x += 1) {
          const i = start + down[x];
          if (open[i] !== 1 || print.beside[i]) continue;
          sum += Math.min(0.1, more[i]);
          n += 1;
        }
        if (n > FEW) return sum / n;
      }
      return 0;
    },
    fill(slope) {
      const middle = (row.x0 + row.x1) / 2;
      down = Int32Array.from({ length: wide }, (_, x) => Math.round(slope * (from + x - middle)) * width + from + x);
      for (let y = 0, k = 0; y < high; y += 1, k += 1) {
        const start = (row.top + 3 + y) * width;
        for (let x = 0; x < wide; x += 1, k += 1) {
          const i = start + down[x];
          ink[k + 1] = ink[k] + (open[i] === 1 ? (more[i] < 0.1 ? more[i] : 0.1) : 0);
          many[k + 1] = many[k] + (open[i] & 1);
        }
      }
    },
  };
}

// shade gives how much darker the paper of a row is than that of the page: the
// camera's doing, as far as it may be.
/** @param {Look} l @param {Row} row */
export function shade({ added: { open, more }, round: { width, scale } }, row) {
  const inks = [];
  for (let y = row.top + 3; y < row.bottom - 3; y += 1) {
    for (let x = row.x0 - 3 * scale; x < Math.min(width, row.x1 + 6 * scale); x += 3) if (open[y * width + x] === 1) inks.push(more[y * width + x]);
  }
  return Math.max(0, Math.min(SHADE, inks.length ? middling(inks) : 0));
}
