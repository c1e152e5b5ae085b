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

// over tells whether something was written over the letters. Printers and
// cameras move the edges of letters, which makes one side darker and the other
// lighter: a stretch of letters is as dark as before. A pen makes it darker,
// however the print is shifted by a pixel.
/** @param {Look} l @param {Row} row @param {number} usual */
export function over({ added, round }, row, usual) {
  const { width, scale } = round;
  const [left, right, top, bottom] = [row.x0 - 3, Math.min(width - 2, row.x1 + 3), row.top + 3, row.bottom - 3];
  const tables = [0, 1, -1, width, -width].map((off) => sumsOf(left, right, top, bottom, (x, y) => {
    const i = y * width + x;
    return Math.max(-0.5, Math.min(0.5, added.laid[i] - usual - added.model[i + off]));
  }));
  return OVER.some(({ long, tall, most }) => {
    const [w, h] = [Math.min(right - left, Math.round(long * scale)), Math.round(tall * scale)];
    for (let y = 0; y + h <= bottom - top; y += 1) {
      for (let x = 0; x + w <= right - left; x += 2) if (tables.every((sum) => sum(x, y, x + w, y + h) > most * w * h)) return true;
    }
    return false;
  });
}

// sumsOf gives a function that tells the sum of the values in a part of a rectangle.
function sumsOf(left, right, top, bottom, value) {
  const w = right - left + 1;
  const total = new Float64Array(w * (bottom - top + 1));
  for (let y = top; y < bottom; y += 1) {
    let line = 0;
    for (let x = left, i = (y - top + 1) * w + 1; x < right; x += 1, i += 1) total[i] = total[i - w] + (line += value(x, y));
  }
  return (x0, y0, x1, y1) => total[y1 * w + x1] - total[y1 * w + x0] - total[y0 * w + x1] + total[y0 * w + x0];
}

// faint tells whether there is a little ink along a line through the name, or
// before and behind it, more than all over the row, and more than above and
// below: beside a fold the paper is darker on one side.
/** @param {Look} l @param {Row} row @param {number} usual */
export function faint(l, row, usual) {
  const { scale, width } = l.round;
  const [from, to] = [row.x0 - 3 * scale, Math.min(width, row.x1 + 6 * scale)];
  const beside = Math.round(BESIDE * scale);
  const noise = l.added.noise * dimness(l, row.x0, Math.round(row.y));
  for (const slope of [-0.06, -0.03, 0, 0.03, 0.06]) {
    const lines = [];
    for (let y = row.top + 3; y < row.bottom - 3; y += 1) lines.push(sumsAlong(l, row, from, to, y, slope));
    const inky = (k, x0, x1, extra) => {
      const { ink, n } = part(lines[k], x0 - from, x1 - from);
      const least = FAINT + extra + (3 * noise) / Math.sqrt(n);
      if (n <= 11 || ink <= least) return false;
      const sides = [lines[k - beside], lines[k + beside]].map((line) => (line ? part(line, x0 - from, x1 - from) : { ink: 0, n: 0 }));
      return ink - Math.max(0, ...sides.map((side) => (side.n > 11 ? side.ink : 0))) > least;
    };
    for (let k = 0; k < lines.length; k += 1) {
      if (inky(k, row.x0, row.x1, usual)) return true;
      for (let x = from; x + 4 * scale <= to; x += 2 * scale) if (inky(k, x, x + 4 * scale, usual + 0.02)) return true;
    }
  }
  return false;
}

// sumsAlong gives the sum of the ink along a line up to each of its columns, and
// of how many places it is.
function sumsAlong({ added: { open, more }, round: { width } }, row, from, to, y, slope) {
  const ink = new Float64Array(to - from + 1);
  const many = new Int32Array(to - from + 1);
  const middle = (row.x0 + row.x1) / 2;
  for (let x = from, k = 0; x < to; x += 1, k += 1) {
    const i = Math.round(y + slope * (x - middle)) * width + x;
    ink[k + 1] = ink[k] + (open[i] === 1 ? Math.min(0.1, more[i]) : 0);
    many[k + 1] = many[k] + (open[i] & 1);
  }
  return { ink, many };
}

// part gives the mean ink of a part of a line.
function part({ ink, many }, a, b) {
  const n = many[b] - many[a];
  return { n, ink: (ink[b] - ink[a]) / Math.max(1, n) };
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
