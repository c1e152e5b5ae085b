// @ts-check
// Boxes: one mark in one of the two, and nothing else, is sure. Both boxes
// empty is sure as well; all else is for people.
import { brightAt, hidden, OUTSIDE, pixels, speck } from "./look.js";

/** @typedef {import("./look.js").Look} Look */

const MANY = 3; // marked pixels within two millimetres that are no mark yet
const LEAST = 0.05; // of the box that a mark fills
const MOST = 0.5;
const SOFT = 3; // how blurred a picture is in which strokes run together
const SOFTEST = 0.47; // of the box that a mark fills in such a picture
const SOAKED = 0.78; // of the box that has some ink, of which the strokes cannot be told apart
const POCKET = 0.42; // parts of the side from the middle of a cross to the paper between its arms
const ARM = 0.24; // and to its arms, across and down
const PAPER = 0.4; // how dark that paper may be, in parts of the arms
const OPEN = [[0.2, 0.2], [0.35, 0.2], [0.5, 0.2], [0.88, 0.8]]; // places that a tick leaves white: above its vertex, and beside
const TICK = [[0.2, 0.6, 0.6, 0.95], [0.65, 0.1, 0.97, 0.35]]; // and parts in which its vertex is, and its end
const DARK = 0.45;
const CORE = 0.6; // how dark it is, in parts of its darkest, where it is surely a stroke
const HOLE = 3; // pixels of paper that strokes close in, more of which make a ring
const OVER = 0.1; // ink that a stroke adds to a printed line that it crosses
const SPAN = 0.42; // of the side of the box that it spans
const BLOB = [0.7, 0.6]; // of the side, a mark that spans no more and fills so much of its own room is no stroke
const DOT = 0.06; // by how much a dot in an empty box is darker than the box mostly is
const FAINT = 0.03; // ink along a line in a box that is no line yet
const STEP = 0.06; // parts of the side from one such line to the next
const BESIDE = 5; // such steps to where there is less ink beside it
const SIDES = [0.38, 0.62]; // parts of a side between which is its middle
const AROUND = 0.35; // parts of the side by which it may leave the box

// boxes reads every row: "+" agree, "-" disagree, "." none, "?" not sure.
/** @param {Look} l @returns {string[]} */
export function boxes(l) {
  const { scale, width, printed } = l.round;
  return printed.geometry.boxes.map((two, i) => {
    const row = printed.geometry.rows[i];
    const [top, bottom] = [Math.round((row.y * scale) / 10), Math.round(((row.y + row.h) * scale) / 10)];
    const edge = Math.round(2.5 * scale);
    const squares = two.map((b) => ({ x: (b.x * scale) / 10, y: (b.y * scale) / 10, side: (b.w * scale) / 10 }));
    if (hidden(l, edge, top, width - edge, bottom)) return "?";
    const seen = squares.map((b) => mark(l, b));
    if (seen.includes("?") || strays(l, squares, top, bottom, edge)) return "?";
    return [["*", "+"], ["-", "."]][seen[0] === "x" ? 0 : 1][seen[1] === "x" ? 0 : 1];
  }).map((mark) => (mark === "*" ? "?" : mark));
}

// mark tells what stands in a box: "x", "" or "?".
function mark(l, { x, y, side }) {
  const inset = Math.max(2, Math.round(0.1 * side));
  const [x0, y0, x1, y1] = [Math.round(x) + inset, Math.round(y) + inset, Math.round(x + side) - inset, Math.round(y + side) - inset];
  const [left, top, right, bottom] = [x - AROUND * side, y - AROUND * side, x + (1 + AROUND) * side, y + (1 + AROUND) * side].map(Math.round);
  if (!speck(l, left, top, right, bottom, MANY)) return faint(l, x, y, side) || dotted(l, x0, y0, x1, y1) ? "?" : "";
  if (shaded(l, x, y, side)) return "?";
  const inside = pixels(l, x0, y0, x1, y1);
  const { drawn, filled, threshold, core } = shape(l, x0, y0, x1, y1);
  const room = (x1 - x0) * (y1 - y0);
  const most = l.added.blur >= SOFT ? SOFTEST : MOST;
  if (Math.min(inside, core) < LEAST * room) return "?";
  const tick = ticked(l, x0, y0, x1, y1);
  if ((inside > SOAKED * room || filled > most * room) && !tick && !crossed(l, x0, y0, x1, y1)) return "?";
  const around = pixels(l, left, top, right, bottom);
  if (around > 1.9 * inside) return "?";
  const third = (x1 - x0) / 3;
  const middle = pixels(l, Math.round(x0 + third), Math.round(y0 + third), Math.round(x1 - third), Math.round(y1 - third));
  if (middle < 0.05 * third * third && !tick) return "?";
  if (!simple(drawn, filled, x1 - x0, y1 - y0) || ringed(l, left, top, right, bottom, threshold)) return "?";
  return passes(l, x, y, side) ? "?" : "x";
}

// passes tells whether ink leaves the box in the middle of its sides, as strokes
// do that take a mark back: crosses leave it at corners, ticks at the top right.
function passes(l, x, y, side) {
  const [left, top, right, bottom] = [x - AROUND * side, y - AROUND * side, x + (1 + AROUND) * side, y + (1 + AROUND) * side].map(Math.round);
  const [fromX, toX, fromY, toY] = [x + SIDES[0] * side, x + SIDES[1] * side, y + SIDES[0] * side, y + SIDES[1] * side].map(Math.round);
  const across = pixels(l, left, fromY, Math.round(x) - 2, toY) + pixels(l, Math.round(x + side) + 3, fromY, right, toY);
  const down = pixels(l, fromX, top, toX, Math.round(y) - 2) + pixels(l, fromX, Math.round(y + side) + 3, toX, bottom);
  return across > MANY || down > MANY;
}

// dotted tells whether three places of an empty box are darker than four fifths
// of it: the paper within the lines of a box may look lighter than around it,
// and beside a fold a part of it darker.
function dotted({ added: { open, more }, round }, x0, y0, x1, y1) {
  const inks = [];
  for (let y = y0; y < y1; y += 1) for (let i = y * round.width + x0; i < y * round.width + x1; i += 1) if (open[i] === 1) inks.push(more[i]);
  const sorted = Float64Array.from(inks).sort();
  return sorted.length > 8 && sorted[sorted.length - 3] - sorted[Math.floor(0.8 * sorted.length)] > DOT;
}

// shaded tells whether the paper in a box is darker than around it: it is
// filled, and no strokes are seen.
function shaded(l, x, y, side) {
  const at = (u, v) => brightAt(l, Math.round(u), Math.round(v));
  const middle = at(x + side / 2, y + side / 2);
  const around = [[-0.5, 0.5], [1.5, 0.5], [0.5, -0.5], [0.5, 1.5]].map(([u, v]) => at(x + u * side, y + v * side)).sort((a, b) => a - b);
  return middle < 0.85 * around[2];
}

// shape gives what was drawn in a box without its soft edges, what is at least
// half as dark as its darkest part; and how much is so of its very darkest, which
// is little of a dot.
function shape({ added, round }, x0, y0, x1, y1) {
  const values = [];
  for (let y = y0; y < y1; y += 1) for (let x = x0; x < x1; x += 1) values.push(added.more[y * round.width + x]);
  const sorted = Float64Array.from(values).sort().reverse();
  const threshold = Math.max(0.06, DARK * sorted[Math.floor(values.length * 0.04)]);
  const drawn = values.map((value) => (value > threshold ? 1 : 0));
  const core = sorted.filter((value) => value > CORE * sorted[1]).length;
  return { drawn, filled: drawn.filter((on) => on === 1).length, threshold, core };
}

// crossed tells whether a mark that fills much of its box is a cross all the
// same: its arms go into the corners, and above, below, left and right of where
// they meet there is paper.
function crossed(l, x0, y0, x1, y1) {
  const at = (x, y) => inkAround(l, x, y);
  const side = x1 - x0;
  for (let cy = y0 + Math.round(0.4 * side); cy <= y1 - 0.4 * side; cy += 1) {
    for (let cx = x0 + Math.round(0.4 * side); cx <= x1 - 0.4 * side; cx += 1) {
      const [far, arm] = [Math.round(POCKET * side), Math.round(ARM * side)];
      const pockets = [at(cx - far, cy), at(cx + far, cy), at(cx, cy - far), at(cx, cy + far)];
      const arms = [at(cx, cy), at(cx - arm, cy - arm), at(cx + arm, cy - arm), at(cx - arm, cy + arm), at(cx + arm, cy + arm)];
      if (Math.max(...pockets) < PAPER * Math.min(...arms)) return true;
    }
  }
  return false;
}

// ticked tells whether a mark goes down to a vertex and up to the right, and leaves
// white what a tick does.
function ticked(l, x0, y0, x1, y1) {
  const side = x1 - x0;
  const at = (u, v) => inkAround(l, Math.round(x0 + u * side), Math.round(y0 + v * side));
  const darkest = (left, top, right, bottom) => {
    let most = 0;
    for (let v = top; v < bottom; v += 1 / side) {
      for (let u = left; u < right; u += 1 / side) most = Math.max(most, at(u, v));
    }
    return most;
  };
  const parts = TICK.map((part) => darkest(...part));
  return OPEN.every(([u, v]) => at(u, v) < PAPER * Math.min(...parts));
}

// inkAround gives the ink beside the print of a place and its neighbours.
function inkAround({ added: { laid, model }, round: { width } }, x, y) {
  let sum = 0;
  for (let v = y - 1; v <= y + 1; v += 1) {
    for (let i = v * width + x - 1; i <= v * width + x + 1; i += 1) sum += Math.max(0, laid[i] - model[i]) / 9;
  }
  return sum;
}

// simple tells whether a mark is drawn in one or two strokes: it spans the box,
// a line across it meets no more than two, and it is no thick pen's dot.
function simple(drawn, filled, width, height) {
  const across = Array.from({ length: height }, (_, y) => strokes(drawn, y * width, 1, width));
  const down = Array.from({ length: width }, (_, x) => strokes(drawn, x, width, height));
  const span = (list) => list.filter((n) => n > 0).length / list.length;
  const many = (list) => list.filter((n) => n > 2).length / list.length;
  const [high, wide, [small, full]] = [span(across), span(down), BLOB];
  if (Math.max(high, wide) < small && filled > full * high * wide * width * height) return false;
  return high > SPAN && wide > SPAN && many(across) < 0.12 && many(down) < 0.12;
}

// ringed tells whether strokes close in some of the paper, as a ring does. The lines of
// the box close in nothing.
function ringed({ added: { laid, model }, round: { width: wide, ruled } }, x0, y0, x1, y1, threshold) {
  const width = x1 - x0 + 1;
  const paper = [];
  const begin = [0];
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x <= x1; x += 1) { // the last of each line parts it from the next
      const i = y * wide + x;
      if (ruled[i] || x === x1) begin.push(paper.length);
      paper.push(ruled[i] === 1 || laid[i] - model[i] <= threshold);
    }
  }
  const flood = (next) => {
    let many = 0;
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      if (!paper[at]) continue;
      paper[at] = false;
      many += 1;
      next.push(at - width, at - 1, at + 1, at + width);
    }
    return many;
  };
  flood(begin);
  return paper.some((_, i) => flood([i]) > HOLE);
}

function strokes(drawn, start, step, n) {
  let [count, on] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    const here = drawn[start + i * step];
    if (here && !on) count += 1;
    on = here;
  }
  return count;
}

// strays tells whether anything was written in the row outside its boxes.
function strays(l, squares, top, bottom, edge) {
  const { width, scale } = l.round;
  const [a, b] = squares;
  const out = AROUND * a.side;
  const parts = [[edge, a.x - out], [a.x + a.side + out, b.x - out], [b.x + b.side + out, width - edge]];
  return parts.some(([from, to]) => speck(l, Math.round(from), top + 2, Math.round(to), bottom - 2, MANY + 1, OUTSIDE)) ||
    [top, bottom].some((y) => squares.some((s) => over(l, y, Math.round(s.x - out), Math.round(s.x + s.side + out))));
}

// over tells whether a stroke goes over a printed line: ink is above it, below it,
// and on it. Marks of two rows may both come near it.
function over(l, y, from, to) {
  const { added: { laid, model }, round: { width, scale } } = l;
  if (pixels(l, from, y - scale, to, y - 2) <= 2 || pixels(l, from, y + 2, to, y + scale) <= 2) return false;
  let on = 0;
  for (let x = from; x < to; x += 1) {
    let sum = 0;
    for (let v = y - 2; v <= y + 2; v += 1) sum += laid[v * width + x] - model[v * width + x];
    if (sum / 5 > OVER) on += 1;
  }
  return on > 1;
}

// faint tells whether there is a little ink along a line in an empty box, more
// than along those beside it: a fold is darker on one side.
function faint(l, x, y, side) {
  return [[0, 0, 1, 1], [1, 0, 0, 1], [0, 0.5, 1, 0.5], [0.5, 0, 0.5, 1]].some((way) => {
    const lines = [];
    for (let off = -0.36; off <= 0.36; off += STEP) lines.push(inkAlong(l, x, y, side, way, off));
    return lines.some(({ ink, n }, k) => {
      const least = FAINT + (2 * l.added.noise) / Math.sqrt(n);
      if (n <= 8 || ink <= least) return false;
      const sides = [lines[k - BESIDE], lines[k + BESIDE]].map((side) => (side?.n > 8 ? side.ink : 0));
      return ink - Math.max(0, ...sides) > least;
    });
  });
}

// inkAlong gives the mean ink along a line in a box, and of how many places.
/** @param {Look} l @param {number} x @param {number} y @param {number} side @param {number[]} way @param {number} off */
function inkAlong({ added: { open, more }, round }, x, y, side, [ax, ay, bx, by], off) {
  let [ink, n] = [0, 0];
  for (let t = 0.15; t < 0.85; t += 0.5 / side) {
    const u = x + side * (ax + (bx - ax) * t + (ay === by ? 0 : off));
    const v = y + side * (ay + (by - ay) * t + (ay === by ? off : 0));
    const i = Math.round(v) * round.width + Math.round(u);
    if (open[i] !== 1) continue;
    ink += Math.min(0.1, more[i]);
    n += 1;
  }
  return { ink: ink / Math.max(1, n), n };
}
