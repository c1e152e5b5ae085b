// @ts-check
// Whether somebody drew along a printed line.
import { mean, middling } from "./middle.js";

/** @typedef {import("./look.js").Look} Look */
/** @typedef {import("./round.js").Row} Row */

const PART = 4; // millimetres of a line that are judged together
const HALF = 3; // pixels above and below its middle, of which it is
const [AWAY, BAND] = [5, 4]; // pixels to the paper beside it, and how many of them are looked at
const TORN = 0.17; // and by how much on one side alone, in the whole of a line
const ENOUGH = 6; // parts behind a name that tell what the line is
const BENT = 3; // pixels by which a fold may move a part of it up or down
const WAYS = Array.from({ length: 2 * BENT + 1 }, (_, k) => k - BENT);
const STIFF = 0.1; // how much more of the print must be seen for each of them
const BLANK = 0.01; // print that is none
const PALE = 0.3; // or no letter, but the word across a paper of a rehearsal
const EVEN = 0.01; // by which it differs from place to place within that word
const DIM = 0.05; // by which that paper may be darker than the page
const ALONG = 0.33; // ink along a part of a printed line that others of its parts have not
const LONG = [0.06, 0.165]; // the same, on the mean, from the beginning of the name to where it falls back at once; and were it of one part
const SHORT = 6; // parts under a name of which a line may miss one or two
const LIGHT = 0.4; // of that mean, in four of five parts at least, and behind it no more
const STEADY = 4; // and in parts of what the mean varies by, as a line does from part to part
const THICK = 0.5; // the same where the whole line is so: more than a dot of a coarse printer
const MISSED = -0.25; // print that is missing along a line, which hides what was drawn on it
const SOFT = 4; // in a picture that is as blurred as this
const INKY = 0.17; // and ink in two of its parts
const INKED = 0.08; // ink under a name, on the mean, where the line is lost behind it
const WAVERS = 0.15; // what a line varies by from part to part where no thin pen is seen on it
const CALM = 0.7; // of a line that was drawn, in no three parts behind it

// onLine tells whether somebody wrote along a printed line between two rows:
// there it is darker, or wider, than elsewhere. How wide it is in print differs
// from printer to printer, by a dot.
/** @param {Look} l @param {Row} row @param {number} y */
export function onLine(l, row, y) {
  const { scale } = l.round;
  const name = Math.ceil((row.x1 - row.x0 + 2 * scale) / (PART * scale)); // parts under it
  const { parts, beside } = partsOf(l, row.x0 - scale, y);
  const seen = above(parts);
  const calm = parts.map((part, k) => part - mean(beside[k]));
  const over = without(beside, parts, calm, name).map((part, k) => Math.min(part, seen[k]));
  const wide = run(over, (part, k) => part > ALONG || Math.min(parts[k], calm[k]) > THICK) >= 2;
  return wide || drawn(over, seen, name) || lost(over, name) || hides(l, seen.slice(0, name), over.slice(0, name));
}

// without gives by how much the parts of a line are darker than most of them at least
// are, without the ink that the paper beside them has as well. Where that differs above
// and below, the edge of a fold's shadow lies there: behind the name such a part is as
// little off as it can be.
function without(beside, parts, calm, name) {
  const torn = beside.map(([low, high], k) => k > name && high - low > TORN);
  const clear = calm.filter((_, k) => !torn[k]);
  const usual = quarter(clear.length > ENOUGH ? clear : calm);
  return parts.map((part, k) => {
    const [low, high] = torn[k] ? beside[k] : [part - calm[k], part - calm[k]];
    return Math.max(0, part - high - usual) + Math.min(0, part - low - usual);
  });
}

// lost tells whether a fold moved a line away behind a name under which it is
// darker: nothing tells whether somebody drew there.
const lost = (over, name) => Math.min(...threes(over)) < MISSED && mean(over.slice(0, name)) > INKED;

// hides tells whether print is missing along a line, in a picture that is not
// sharp, and ink is there: what was drawn may have drawn the print away. Where
// a fold bends the line no ink is.
const hides = ({ added: { blur } }, seen, over) =>
  blur >= SOFT && seen.some((part) => part < MISSED) && over.filter((part) => part > INKY).length > 1;

// partsOf gives how much ink was added to each part of a printed line, and how much
// of it the paper above and below has as well, the lesser and the greater: near a fold
// it is darker, or where there is less light. What was written there is the rows' to
// see. Where letters hide the paper it is as it is nearby.
function partsOf({ added: { laid, model }, round: { width, scale, printed } }, left, y) {
  const { table } = printed.geometry;
  const end = Math.round(((table.x + table.w) * scale) / 10) - scale;
  const piece = PART * scale;
  const froms = [];
  for (let from = left; from + piece <= end; from += piece) froms.push(from);
  const profiles = (all, far) => froms.map((from) => profile(all, width, from, y - far, 2 * far + 1, piece));
  const [seen, print] = [profiles(laid, HALF + BENT), profiles(model, HALF)];
  const bends = bent(seen, print);
  const parts = print.map((line, k) => line.reduce((sum, ink, v) => sum + seen[k][v + BENT + bends[k]] - ink, 0));
  const known = froms.map((from, k) => {
    const both = [-AWAY - BAND + 1, AWAY].map((by) => paper(laid, model, width, from, y + bends[k] + by, piece))
      .filter((ink) => ink !== null);
    return both.length ? [Math.min(...both), Math.max(...both)] : null;
  });
  return { parts, beside: known.map((both, k) => both ?? known[k - 1] ?? known[k + 1] ?? [0, 0]) };
}

// profile gives the mean ink of each of so many pieces, one below the other.
function profile(all, width, left, top, high, piece) {
  const means = new Array(high);
  for (let v = 0, from = top * width + left; v < high; v += 1, from += width) {
    let sum = 0;
    for (let i = from, last = from + piece; i < last; i += 1) sum += all[i];
    means[v] = sum / piece;
  }
  return means;
}

// paper gives the ink that was added to paper beside a part of a line, of as many pixels
// as the line has; null where letters hide it.
function paper(laid, model, width, from, top, piece) {
  let [sum, n] = [0, 0];
  for (let v = top; v < top + BAND; v += 1) {
    for (let i = v * width + from, last = i + piece; i < last; i += 1) {
      const ink = model[i];
      if (ink > BLANK && (ink > PALE || !even(model, i, width))) continue;
      sum += ink > BLANK ? laid[i] - ink : laid[i];
      n += 1;
    }
  }
  return n > piece ? (2 * HALF + 1) * Math.max(-DIM, Math.min(DIM, sum / n)) : null;
}

// even tells whether the print around a place is as dark as there.
const even = (model, i, width) => [-2, 2, -width, width].every((off) => Math.abs(model[i + off] - model[i]) < EVEN);

// bent gives by how many pixels a fold moved each part of a printed line up or
// down: where least of the print is missing. Ink that was added moves nothing, and
// from a part to the next a line moves little.
function bent(seen, print) {
  let costs = WAYS.map((by) => missed(seen[0], print[0], by));
  const before = []; // of each part but the first: the way from which each of its ways comes
  for (let k = 1; k < seen.length; k += 1) {
    const from = WAYS.map((_, n) => nearest(costs, n));
    costs = from.map((m, n) => costs[m] + STIFF * Math.abs(n - m) + missed(seen[k], print[k], WAYS[n]));
    before.push(from);
  }
  const bends = [costs.indexOf(Math.min(...costs))];
  for (let k = before.length - 1; k >= 0; k -= 1) bends.unshift(before[k][bends[0]]);
  return bends.map((n) => WAYS[n]);
}

// missed gives how much of the print of a part is missing where it was moved by so much.
function missed(seen, print, by) {
  let sum = STIFF * Math.abs(by);
  for (let v = 0; v < print.length; v += 1) sum += Math.max(0, print[v] - seen[v + BENT + by]);
  return sum;
}

// nearest gives the way from which a part comes to one of its ways at the least cost.
function nearest(costs, n) {
  let best = 0;
  for (let m = 1; m < costs.length; m += 1) {
    if (costs[m] + STIFF * Math.abs(n - m) < costs[best] + STIFF * Math.abs(n - best)) best = m;
  }
  return best;
}

// above gives by how much parts are above what most of them at least are.
function above(parts) {
  const usual = quarter(parts);
  return parts.map((part) => part - usual);
}

// quarter gives what three of four parts are more than.
const quarter = (parts) => [...parts].sort((a, b) => a - b)[parts.length >> 2];

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
