// @ts-check
// Whether somebody drew along a printed line.
import { mean, middling } from "./middle.js";

/** @typedef {import("./look.js").Look} Look */
/** @typedef {import("./round.js").Row} Row */

const PART = 4; // millimetres of a line that are judged together
const HALF = 3; // pixels above and below its middle, of which it is
const [AWAY, BAND] = [5, 4]; // pixels to the paper beside it, and how many of them are looked at
const BLANK = 0.01; // print that is none
const DIM = 0.05; // by which that paper may be darker than the page
const ALONG = 0.33; // ink along a part of a printed line that others of its parts have not
const LONG = [0.07, 0.2]; // the same, on the mean, from the beginning of the name to where it falls back at once; and were it of one part
const SHORT = 6; // parts under a name of which a line may miss one or two
const LIGHT = 0.4; // of that mean, in four of five parts at least, and behind it no more
const STEADY = 5.5; // and in parts of what the mean varies by, as a line does from part to part
const THICK = 0.5; // the same where the whole line is so: more than a dot of a coarse printer
const MISSED = -0.25; // print that is missing along a line, which hides what was drawn on it
const SOFT = 4; // in a picture that is as blurred as this
const INKY = 0.17; // and ink in two of its parts
const INKED = 0.08; // ink under a name, on the mean, where the line is lost behind it
const WAVERS = 0.15; // what a line varies by from part to part where no thin pen is seen on it
const CALM = 0.6; // of a line that was drawn, in no three parts behind it

// onLine tells whether somebody wrote along a printed line between two rows:
// there it is darker, or wider, than elsewhere. How wide it is in print differs
// from printer to printer, by a dot.
/** @param {Look} l @param {Row} row @param {number} y */
export function onLine(l, row, y) {
  const { scale } = l.round;
  const { parts, beside } = partsOf(l, row.x0 - scale, y);
  const seen = above(parts);
  const calm = parts.map((part, k) => part - beside[k]);
  const over = above(calm).map((part, k) => Math.min(part, seen[k]));
  const name = Math.ceil((row.x1 - row.x0 + 2 * scale) / (PART * scale)); // parts under it
  const wide = run(over, (part, k) => part > ALONG || Math.min(parts[k], calm[k]) > THICK) >= 2;
  return wide || drawn(over, seen, name) || lost(over, name) || hides(l, seen.slice(0, name), over.slice(0, name));
}

// lost tells whether a fold moved a line away behind a name under which it is
// darker: nothing tells whether somebody drew there.
const lost = (over, name) => Math.min(...threes(over)) < MISSED && mean(over.slice(0, name)) > INKED;

// hides tells whether print is missing along a line, in a picture that is not
// sharp, and ink is there: what was drawn may have drawn the print away. Where
// a fold bends the line no ink is.
const hides = ({ added: { blur } }, seen, over) =>
  blur >= SOFT && seen.some((part) => part < MISSED) && over.filter((part) => part > INKY).length > 1;

// partsOf gives how much ink was added to each part of a printed line, and how
// much of it the paper beside the line has as well, where no letters are: near a
// fold it is darker. What was written there is the rows' to see.
function partsOf({ added: { laid, model }, round: { width, scale, printed } }, left, y) {
  const { table } = printed.geometry;
  const end = Math.round(((table.x + table.w) * scale) / 10) - scale;
  const piece = PART * scale;
  const ink = (from, top, bottom) => {
    let sum = 0;
    for (let v = top; v <= bottom; v += 1) {
      for (let i = v * width + from, last = i + piece; i < last; i += 1) sum += laid[i] - model[i];
    }
    return sum / piece;
  };
  const paper = (from, top) => {
    let [sum, n] = [0, 0];
    for (let v = top; v < top + BAND; v += 1) {
      for (let i = v * width + from, last = i + piece; i < last; i += 1) {
        if (model[i] > BLANK) continue;
        sum += laid[i];
        n += 1;
      }
    }
    return n > piece ? sum / n : 0;
  };
  const [parts, beside] = [[], []];
  for (let from = left; from + piece <= end; from += piece) {
    parts.push(ink(from, y - HALF, y + HALF));
    beside.push((2 * HALF + 1) * Math.min(DIM, Math.max(0, paper(from, y - AWAY - BAND + 1), paper(from, y + AWAY))));
  }
  return { parts, beside };
}

// above gives by how much parts are above what most of them at least are.
function above(parts) {
  const usual = [...parts].sort((a, b) => a - b)[parts.length >> 2];
  return parts.map((part) => part - usual);
}

// drawn tells whether a printed line is darker for as long as somebody drew on
// it: from about the beginning of the name to some place. A thin pen adds little to
// what is black: it may lack in a part, or look as if the paper beside the line had
// it. A line that wavers all along hides one.
function drawn(over, seen, name) {
  const vary = middling(over.slice(1).map((part, i) => Math.abs(part - over[i])));
  if (vary > WAVERS) return true;
  const [least, one] = LONG;
  const fewest = name < SHORT ? 2 : 3;
  return [0, 1].some((from) => over.some((_, to) => to >= from + fewest &&
    mean(over.slice(from, to)) > Math.max(least, Math.max(one, STEADY * vary) / Math.sqrt(to - from)) &&
    (ends(over, from, to) || (to <= name + 1 && ends(seen, from, to)))));
}

// ends tells whether parts of a line are dark, to the last, and what comes behind
// is not: it falls back at once, and is not as dark again. What a lens or a fold
// does comes and goes slowly.
function ends(all, from, to) {
  const parts = all.slice(from, to);
  const usual = mean(parts);
  const behind = threes([...all.slice(to + 1), 0, 0, 0]);
  const light = [...parts].sort((a, b) => a - b)[Math.floor(parts.length / 5)];
  return light > LIGHT * usual && Math.max(...parts.slice(-2)) > 0.7 * usual && behind[0] < LIGHT * usual &&
    behind.every((part) => part < CALM * usual);
}

// threes gives the mean of every three parts in a row.
const threes = (parts) => parts.slice(2).map((part, i) => (parts[i] + parts[i + 1] + part) / 3);

// run gives how many parts in a row are so.
function run(parts, so) {
  let [many, longest] = [0, 0];
  for (const [k, part] of parts.entries()) {
    many = so(part, k) ? many + 1 : 0;
    longest = Math.max(longest, many);
  }
  return longest;
}
