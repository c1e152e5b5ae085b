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
const DARK = 0.45;
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
  const { drawn, filled } = shape(l, x0, y0, x1, y1);
  const room = (x1 - x0) * (y1 - y0);
  const most = l.added.blur >= SOFT ? SOFTEST : MOST;
  if (inside < LEAST * room) return "?";
  if ((inside > SOAKED * room || filled > most * room) && !crossed(l, x0, y0, x1, y1)) return "?";
  const around = pixels(l, left, top, right, bottom);
  if (around > 1.9 * inside) return "?";
  const third = (x1 - x0) / 3;
  const middle = pixels(l, Math.round(x0 + third), Math.round(y0 + third), Math.round(x1 - third), Math.round(y1 - third));
  if (middle < 0.05 * third * third) return "?";
  return simple(drawn, filled, x1 - x0, y1 - y0) && !passes(l, x, y, side) ? "x" : "?";
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

// shape gives what was drawn in a box without its soft edges: what is at least
// half as dark as its darkest part.
function shape({ added, round }, x0, y0, x1, y1) {
  const values = [];
  for (let y = y0; y < y1; y += 1) for (let x = x0; x < x1; x += 1) values.push(added.more[y * round.width + x]);
  const darkest = [...values].sort((a, b) => b - a)[Math.floor(values.length * 0.04)];
  const drawn = values.map((value) => (value > Math.max(0.06, DARK * darkest) ? 1 : 0));
  return { drawn, filled: drawn.filter((on) => on === 1).length };
}

// crossed tells whether a mark that fills much of its box is a cross all the
// same: its arms go into the corners, and above, below, left and right of where
// they meet there is paper.
function crossed({ added, round }, x0, y0, x1, y1) {
  const at = (x, y) => {
    let sum = 0;
    for (let v = y - 1; v <= y + 1; v += 1) for (let u = x - 1; u <= x + 1; u += 1) sum += Math.max(0, added.laid[v * round.width + u]) / 9;
    return sum;
  };
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
    [top, bottom].some((y) => squares.some((s) => pixels(l, Math.round(s.x - out), y - scale, Math.round(s.x + s.side + out), y - 2) > 2 &&
      pixels(l, Math.round(s.x - out), y + 2, Math.round(s.x + s.side + out), y + scale) > 2));
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
