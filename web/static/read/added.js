// @ts-check
// What stands on a paper and was not printed there, and what was printed and
// is not seen.
import { inkOf } from "./flat.js";
import { field, inkAt, lay } from "./lay.js";
import { darkness, expected, printOf, spread } from "./print.js";

const LOWEST = -0.05; // what is lighter than paper counts as no lighter than this

/**
 * @typedef {object} Added
 * @property {Float32Array} laid the ink of the paper, in the place of the print
 * @property {Float32Array} more ink that was not printed, where the paper is open: the mean of a place and its neighbours
 * @property {Uint8Array} open 1 where ink would be seen, for there is no print; 2 between letters, where dark ink would
 * @property {import("./print.js").Print} print as sharp as it is seen
 * @property {Float32Array} model the ink that the print must have on this paper
 * @property {number} black how dark the print is
 * @property {number} noise what the ink of white paper varies by
 * @property {number} off what letters are off by
 * @property {number} blur which of the blurred prints is like this one
 */

// added compares a flat paper with the print.
/** @param {import("./flat.js").Flat} flat @param {import("./round.js").RoundPicture} round @returns {Added} */
export function added(flat, round) {
  const { ink, laid } = round.desk;
  const { noise, bias } = white(flat, round);
  inkOf(flat, round.width, bias, ink);
  const rough = field(ink, round, round.blurred[3], 0.9);
  const { black, blur } = darkness(inkAt(ink, round, rough, spread(round)), round);
  const print = printOf(round, blur);
  lay(ink, round, field(ink, round, print.print, black, rough), laid);
  const model = modelOf(round, print);
  const off = expected(laid, print, black, model);
  return { more: difference(laid, model, print, round), open: print.open, print, laid, model, black, noise, blur, off };
}

// modelOf gives the desk's model, with nothing in it but what the same print left there.
function modelOf({ desk }, print) {
  if (desk.modelled !== print) desk.model.fill(0);
  desk.modelled = print;
  return desk.model;
}

// white measures the paper where nothing is printed: what its ink is on
// average and how it varies, without what was written there.
function white({ page, paper }, round) {
  const count = new Uint32Array(512); // from -0.5 to 0.5
  const places = blank(round);
  for (let k = 0; k < places.length; k += 1) {
    const i = places[k];
    const y = (i / round.width) | 0;
    const bright = paper.data[(y >> 1) * paper.width + ((i - y * round.width) >> 1)];
    const ink = (bright - page[i]) / (bright || 1);
    count[Math.max(0, Math.min(511, Math.round((ink + 0.5) * 511)))] += 1;
  }
  const part = (share) => {
    let sum = 0;
    for (let i = 0; i < 512; i += 1) if ((sum += count[i]) >= share * places.length) return i / 511 - 0.5;
    return 0.5;
  };
  const bias = part(0.5);
  return { bias, noise: Math.max(0.002, (bias - part(0.16))) };
}

// blank lists places all over the page where nothing is printed.
/** @param {import("./round.js").RoundPicture} round */
function blank(round) {
  if (round.blank) return round.blank;
  const print = round.blurred[round.blurred.length - 1];
  const list = [];
  for (let i = 0; i < print.length; i += 23) if (print[i] <= 0.004 && !round.blind[i]) list.push(i);
  round.blank = Int32Array.from(list);
  return round.blank;
}

// difference takes the print off the paper. Beside a printed edge a pixel may
// be as dark as its darkest neighbour in print. It goes line by line, so that
// what a line needs of the lines beside it is still at hand.
function difference(laid, model, { open, many, near, between }, { width, height, desk: { more } }) {
  const raw = new Float32Array(width);
  const sums = [0, 1, 2].map(() => new Float32Array(width));
  for (let y = 0, from = 0, k = 0; y < height; y += 1, from += width) {
    bare(laid, open, from, raw);
    k = beside(laid, model, near, k, from, raw);
    across(raw, sums[y % 3]);
    if (y > 1) mean(sums[0], sums[1], sums[2], many, from - width, more);
  }
  for (let k = 0; k < between.places.length; k += 1) {
    const i = between.places[k];
    more[i] = laid[i] - (0.45 * model[i] + 0.6 * model[between.darkest[k]]);
  }
  return more;
}

// bare gives the ink of a line where it is open.
function bare(laid, open, from, raw) {
  for (let x = 0, i = from; x < raw.length; x += 1, i += 1) {
    const ink = laid[i];
    raw[x] = open[i] !== 1 ? 0 : ink < LOWEST ? LOWEST : ink;
  }
}

// beside gives the same where print is beside, from the place that comes next.
function beside(laid, model, { places, darkest }, next, from, raw) {
  for (const end = from + raw.length; next < places.length && places[next] < end; next += 1) {
    const ink = laid[places[next]] - 1.1 * model[darkest[next]];
    raw[places[next] - from] = ink < LOWEST ? LOWEST : ink;
  }
  return next;
}

// across gives the sum of each place and those to its left and right.
function across(raw, out) {
  for (let x = 1; x < raw.length - 1; x += 1) out[x] = raw[x - 1] + raw[x] + raw[x + 1];
}

const SHARES = Float32Array.from({ length: 10 }, (_, many) => (many ? 1 / many : 0));

// mean gives the mean of the open places among each place of a line and its neighbours.
function mean(a, b, c, many, from, out) {
  for (let x = 0, i = from; x < a.length; x += 1, i += 1) out[i] = (a[x] + b[x] + c[x]) * SHARES[many[i]];
}
