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
// be as dark as its darkest neighbour in print. The desk's ink is laid by then, and gives its room.
function difference(laid, model, { open, many, near, darkest }, { width, desk }) {
  const { raw, more } = desk;
  for (let i = 0; i < raw.length; i += 1) {
    const ink = laid[i];
    raw[i] = open[i] !== 1 ? 0 : ink < LOWEST ? LOWEST : ink;
  }
  for (let k = 0; k < near.length; k += 1) {
    const i = near[k];
    if (open[i] === 1) raw[i] = Math.max(LOWEST, laid[i] - 1.1 * model[darkest[k]]);
  }
  mean(raw, many, width, desk.ink, more);
  for (let k = 0; k < near.length; k += 1) {
    const i = near[k];
    if (open[i] === 2) more[i] = laid[i] - (0.45 * model[i] + 0.6 * model[darkest[k]]);
  }
  return more;
}

const SHARES = Float32Array.from({ length: 10 }, (_, many) => (many ? 1 / many : 0));

// mean gives the mean of the open places among a place and its neighbours.
function mean(raw, many, width, across, out) {
  for (let i = 1; i < raw.length - 1; i += 1) across[i] = raw[i - 1] + raw[i] + raw[i + 1];
  for (let i = width; i < raw.length - width; i += 1) out[i] = (across[i - width] + across[i] + across[i + width]) * SHARES[many[i]];
}
