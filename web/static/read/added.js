// @ts-check
// What stands on a paper and was not printed there, and what was printed and
// is not seen.
import { field, inkAt, lay } from "./lay.js";
import { darkness, expected, neighbours, partsOf, spread } from "./print.js";

const OPEN = 0.3; // print, up to which written ink is seen
const LETTER = 0.85; // print, up to which it is seen if it is dark
const LOWEST = 0.05; // what is lighter than paper counts as no lighter than this

/**
 * @typedef {object} Added
 * @property {Float32Array} laid the ink of the paper, in the place of the print
 * @property {Float32Array} more ink that was not printed, where the paper is open: the mean of a place and its neighbours
 * @property {Uint8Array} open 1 where ink would be seen, for there is no print; 2 between letters, where dark ink would
 * @property {Uint8Array} less 1 where printed ink is not seen
 * @property {Uint8Array} printed 1 where there is printed ink
 * @property {Float32Array} model the ink that the print must have on this paper
 * @property {number} black how dark the print is
 * @property {number} noise what the ink of white paper varies by
 * @property {number} blur which of the blurred prints is like this one
 */

// added compares a flat paper with the print.
/** @param {import("./flat.js").Flat} flat @param {import("./round.js").RoundPicture} round @returns {Added} */
export function added({ ink }, round) {
  const { noise, bias } = white(ink, round);
  for (let i = 0; i < ink.length; i += 1) ink[i] -= bias;
  const rough = field(ink, round, round.blurred[3], 0.9);
  const { black, blur } = darkness(inkAt(ink, round, rough, spread(round)), round);
  const print = round.blurred[blur];
  const laid = lay(ink, round, field(ink, round, print, black, rough));
  const model = expected(laid, round, { black, blur });
  return { ...difference(laid, round, partsOf(round, blur), black, model), laid, model, black, noise, blur };
}

// white measures the paper where nothing is printed: what its ink is on
// average and how it varies, without what was written there.
function white(ink, { blurred, blind }) {
  const print = blurred[blurred.length - 1];
  const count = new Uint32Array(512); // from -0.5 to 0.5
  let n = 0;
  for (let i = 0; i < ink.length; i += 3) {
    if (print[i] > 0.004 || blind[i]) continue;
    count[Math.max(0, Math.min(511, Math.round((ink[i] + 0.5) * 511)))] += 1;
    n += 1;
  }
  const part = (share) => {
    let sum = 0;
    for (let i = 0; i < 512; i += 1) if ((sum += count[i]) >= share * n) return i / 511 - 0.5;
    return 0.5;
  };
  const bias = part(0.5);
  return { bias, noise: Math.max(0.002, (bias - part(0.16))) };
}

// difference takes the print off the paper. Beside a printed edge a pixel may
// be as dark as its darkest neighbour in print.
function difference(laid, round, [print, , , most, least], black, model) {
  const { width, height, blind, ruled } = round;
  const high = neighbours(model, width, true);
  const raw = new Float32Array(laid.length);
  const open = new Uint8Array(laid.length);
  const less = new Uint8Array(laid.length);
  const printed = new Uint8Array(laid.length);
  for (let i = 0; i < laid.length; i += 1) {
    if (blind[i]) continue;
    const value = laid[i];
    if (most[i] < OPEN) {
      open[i] = 1;
      raw[i] = Math.max(-LOWEST, value - 1.1 * high[i]);
    } else if (most[i] < LETTER && !ruled[i]) {
      open[i] = 2;
      raw[i] = value - (0.45 * model[i] + 0.6 * high[i]);
    }
    if (print[i] > 0.3) {
      printed[i] = 1;
      if (value < 0.4 * black * least[i]) less[i] = 1;
    }
  }
  return { more: mean(raw, open, width, height), open, less, printed };
}

// mean gives the mean of the open places among a place and its neighbours.
function mean(raw, open, width, height) {
  const out = new Float32Array(raw.length);
  const sums = new Float32Array(raw.length);
  const many = new Uint8Array(raw.length);
  for (let i = 1, n = raw.length - 1; i < n; i += 1) {
    const a = open[i - 1] & 1;
    const b = open[i] & 1;
    const c = open[i + 1] & 1;
    many[i] = a + b + c;
    sums[i] = a * raw[i - 1] + b * raw[i] + c * raw[i + 1];
  }
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, i = y * width + 1; x < width - 1; x += 1, i += 1) {
      if (open[i] === 0) continue;
      if (open[i] === 2) out[i] = raw[i];
      else {
        const n = many[i - width] + many[i] + many[i + width];
        if (n > 2) out[i] = (sums[i - width] + sums[i] + sums[i + width]) / n;
      }
    }
  }
  return out;
}
