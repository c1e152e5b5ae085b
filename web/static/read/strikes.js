// @ts-check
// Names that are struck out: a line through the whole name and no more than
// that is sure, no ink at all is sure; all else is for people.
import { alone } from "./alone.js";
import { faint, over, shade } from "./little.js";
import { hidden, OUTSIDE, speck } from "./look.js";
import { mean, middling } from "./middle.js";
import { ridge } from "./ridge.js";
import { onLine } from "./ruled.js";

/** @typedef {import("./look.js").Look} Look */

const SEEN = 0.065; // how dark a line is at least, all along the name
const FITS = 2.2; // the same, in parts of what letters are off by
const EVEN = 0.34; // the same, in parts of what it mostly is
const GAP = [0.045, 0.25]; // and both in a short part of a line that is mostly DARK, where letters hide more of it
const DARK = 0.12;
const HALF = 0.27; // the same, in parts of what the darker part of it is: half a short name, and letters that are off behind it
const HINT = [0.02, 0.03]; // how dark a straight way through the name is everywhere, and in three parts of four, that no letters make
const STRAIGHT = 0.42; // millimetres by which such a way leaves a straight line, on the mean
const SLOPE = 0.08; // and how much it goes up or down
const MIDDLE = 0.18; // and how far from the middle of the name it is, in parts of the letters' size: not along their feet
const BESIDE = 1.5; // millimetres from it to the ways above and below, of which neither is as dark
const CLEAR = [0.02, 0.036]; // by how much it mostly is darker than the darker of them, at least and at most
const NOISES = 2.3; // and in times the noise, between the two
const MANY = 4; // marked pixels within two millimetres that are no mark yet

// strikes reads every row: "1" left standing, "0" struck out, "?" not sure.
/** @param {Look} l @returns {string[]} */
export function strikes(l) {
  const { geometry } = l.round.printed;
  const rows = (l.round.rows ??= geometry.rows.map((row) => rowOf(l, row)));
  const marks = rows.map((row) => read(l, row));
  for (let i = 0; i <= rows.length; i += 1) {
    const [above, below] = [rows[i - 1], rows[i]];
    if (!onLine(l, above ?? below, (above ? above.bottom : below.top))) continue;
    if (above) marks[i - 1] = "?";
    if (below) marks[i] = "?";
  }
  return marks;
}

// rowOf gives a row in pixels, and where its name stands.
function rowOf({ round }, box) {
  const { scale, width, printed } = round;
  const px = (tenths) => Math.round((tenths * scale) / 10);
  const [top, bottom] = [px(box.y), px(box.y + box.h)];
  const edge = Math.round(0.6 * scale);
  const [left, right] = [px(box.x + printed.geometry.columns[0]) + edge, px(box.x + box.w) - edge];
  const ink = round.blurred[0];
  const row = { top, bottom, x0: right, x1: left, y: 0, high: printed.geometry.rows.length ? px(printed.geometry.text) : 0 };
  let [sum, total] = [0, 0];
  for (let y = top + edge; y < bottom - edge; y += 1) {
    for (let x = left; x < right; x += 1) {
      if (ink[y * width + x] < 0.4) continue; // the watermark is lighter
      row.x0 = Math.min(row.x0, x);
      row.x1 = Math.max(row.x1, x + 1);
      sum += y;
      total += 1;
    }
  }
  row.y = sum / total;
  return row;
}

function read(l, row) {
  const { width } = l.round;
  if (hidden(l, row.x0, row.top, row.x1, row.bottom)) return "?";
  const found = ridge(l, row);
  if (through(found, Math.max(SEEN, FITS * l.added.off))) return alone(l, row, found) ? "0" : "?";
  if (hinted(l, row, found)) return "?";
  const edge = Math.round(2.5 * l.round.scale);
  if (speck(l, edge, row.top + 2, width - edge, row.bottom - 2, MANY, OUTSIDE)) return "?";
  const usual = shade(l, row);
  return faint(l, row, usual) || over(l, row, usual) ? "?" : "1";
}

// through tells whether a line goes through the whole name: in no part of it
// is it missing, or much lighter than in the others. Of a dark line letters may
// hide more in a short part.
function through({ line }, seen) {
  const dark = [...line].sort((a, b) => a - b);
  const [usual, darker] = [dark[dark.length >> 1], dark[(3 * dark.length) >> 2]];
  const most = dark[usual > DARK ? dark.length >> 3 : 0];
  const [least, share] = GAP;
  return most > Math.max(seen, EVEN * usual, HALF * darker) && dark[0] > Math.max(least, share * usual);
}

// hinted tells whether the darkest way through a name that has no line is as
// straight, and as much in the middle, as a line would be: one that is too faint
// to be one, which letters hide. Where there is none the way goes from letter to
// letter, or along their feet, or is one of many that noise makes alike.
function hinted(l, { y, high }, found) {
  const { scale } = l.round;
  const [least, most] = HINT;
  const dark = [...found.line].sort((a, b) => a - b);
  if (dark[0] <= least || dark[dark.length >> 2] <= most) return false;
  const { slope, middle, off } = fitted(found.path);
  return Math.abs(slope) < SLOPE && Math.abs(middle - y) < MIDDLE * high && off < STRAIGHT * scale && clear(found, l);
}

// clear tells whether a way is darker than those beside it, and not by noise.
function clear({ line, along }, { added: { noise }, round: { scale } }) {
  const [above, below] = [-1, 1].map((side) => along(side * Math.round(BESIDE * scale)));
  const [least, most] = CLEAR;
  return middling(line.map((ink, k) => ink - Math.max(above[k], below[k]))) > Math.max(least, Math.min(most, NOISES * noise));
}

// fitted lays a straight line along a way, and tells by how much the way leaves
// it (root of the mean square).
function fitted(path) {
  const half = (path.length - 1) / 2;
  const middle = mean(path);
  let [up, wide] = [0, 1e-6];
  path.forEach((y, x) => {
    up += (x - half) * (y - middle);
    wide += (x - half) ** 2;
  });
  const slope = up / wide;
  return { slope, middle, off: Math.sqrt(mean(path.map((y, x) => (y - middle - slope * (x - half)) ** 2))) };
}
