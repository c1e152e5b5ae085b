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
  expected(laid, print, black, model);
  return { more: difference(laid, model, print, round), open: print.open, print, laid, model, black, noise, blur };
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

// difference takes the print off the paper, line by line: the mean of the open
// places among a place and its neighbours. Beside a printed edge a pixel may be as
// dark as its darkest neighbour in print.
function difference(laid, model, { open, many, near, darkest }, { width, desk: { more } }) {
  const raw = new Float32Array(width);
  let [above, here, below] = [0, 0, 0].map(() => new Float32Array(width)); // each place and those beside it, of three lines
  for (let start = 0, k = 0; start < more.length; start += width) {
    for (let x = 0, i = start; x < width; x += 1, i += 1) {
      const ink = laid[i];
      raw[x] = open[i] !== 1 ? 0 : ink < LOWEST ? LOWEST : ink;
    }
    for (; k < near.length && near[k] < start + width; k += 1) {
      const i = near[k];
      const ink = laid[i] - 1.1 * model[darkest[k]];
      if (open[i] === 1) raw[i - start] = ink < LOWEST ? LOWEST : ink;
    }
    for (let x = 1; x < width - 1; x += 1) below[x] = raw[x - 1] + raw[x] + raw[x + 1];
    for (let x = 1, i = start - width + 1; start >= 2 * width && x < width - 1; x += 1, i += 1) {
      more[i] = (above[x] + here[x] + below[x]) * SHARES[many[i]];
    }
    [above, here, below] = [here, below, above];
  }
  for (let k = 0; k < near.length; k += 1) {
    const i = near[k];
    if (open[i] === 2) more[i] = laid[i] - (0.45 * model[i] + 0.6 * model[darkest[k]]);
  }
  return more;
}

const SHARES = Float32Array.from({ length: 10 }, (_, many) => (many ? 1 / many : 0));
