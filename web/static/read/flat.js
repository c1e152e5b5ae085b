// @ts-check
// A paper laid flat: the picture of the page alone, and how much darker each
// of its places is than the paper around it, whatever the light.
import { at, stretch } from "./plane.js";

const WIDEST = 7; // millimetres: what is darker and no wider than this is ink, wider is shadow or a hand

const RUN = 16; // pixels of a line in which no perspective bends it
const FINE = 1.25; // times as many pixels as the page has

/**
 * @typedef {object} Flat
 * @property {Uint8Array} page how bright each place is
 * @property {Paper} paper
 */
/** @typedef {{width: number, data: Uint8Array}} Paper how bright the paper itself is, in a picture of half the size */

// flatten lays the page of a plane flat, at the size of the printed picture.
/**
 * @param {import("./picture.js").Grey} picture
 * @param {import("./plane.js").Plane} p
 * @param {import("./round.js").RoundPicture} round
 * @returns {Flat}
 */
export function flatten(picture, p, { width, height, scale }) {
  const lay = density(p, width / scale, height / scale) > FINE * scale ? soft : sample;
  const page = lay(picture, p, width, height, scale);
  return { page, paper: background(page, width, height, Math.floor((WIDEST * scale) / 4)) };
}

// inkOf gives how much darker each place is than the paper, 0 to 1, without
// what the paper itself has of it everywhere.
/** @param {Flat} flat @param {number} width @param {number} bias @param {Float32Array} ink */
export function inkOf({ page, paper }, width, bias, ink) {
  for (let y = 0, i = 0; i < page.length; y += 1) {
    for (let x = 0, k = (y >> 1) * paper.width; x < width; x += 1, i += 1) {
      const white = paper.data[k + (x >> 1)];
      ink[i] = (white - page[i]) * PARTS[white] - bias;
    }
  }
}

const PARTS = Float32Array.from({ length: 256 }, (_, white) => 1 / Math.max(1, white));

// background gives how bright the paper is where something narrower than reach
// stands on it. It is found in a picture of half the size: paper changes slowly.
/** @returns {Paper} */
function background(page, width, height, reach) {
  const [w, h] = [(width + 1) >> 1, (height + 1) >> 1];
  const small = new Uint8Array(w * h);
  for (let y = 0, k = 0; y < h; y += 1) {
    const down = 2 * y + 1 < height ? width : 0;
    for (let x = 0, i = 2 * y * width; x < w; x += 1, k += 1, i += 2) {
      const right = 2 * x + 1 < width ? 1 : 0;
      small[k] = brighter(brighter(page[i], page[i + right]), brighter(page[i + down], page[i + down + right]));
    }
  }
  return { width: w, data: extreme(extreme(small, w, h, reach, true), w, h, reach, false) };
}

// brighter gives the greater of two, without a branch, which noise makes slow.
const brighter = (a, b) => a - ((a - b) & ((a - b) >> 31));

// density gives how many pixels of the picture a millimetre has.
function density(p, w, h) {
  const [ax, ay, bx, by] = stretch(p, w / 2, h / 2);
  return Math.sqrt(Math.abs(ax * by - ay * bx));
}

// soft reads a picture that is finer than the page: the mean of four of its pixels.
function soft(picture, p, width, height, scale) {
  return sample(melted(picture), p.map((v, i) => (i < 6 ? v - p[6 + (i % 3)] / 2 : v)), width, height, scale);
}

// melted gives the mean of each pixel and those to the right of it and below.
/** @param {import("./picture.js").Grey} picture @returns {import("./picture.js").Grey} */
function melted({ width, height, data }) {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height - 1; y += 1) {
    let [i, end] = [y * width, (y + 1) * width - 1];
    for (let left = data[i] + data[i + width]; i < end; i += 1) {
      const right = data[i + 1] + data[i + 1 + width];
      out[i] = (left + right + 2) >> 2;
      left = right;
    }
  }
  return { width, height, data: out };
}

// sample reads the picture at each pixel of the page, between its pixels.
function sample({ width: w, height: h, data }, p, width, height, scale) {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let from = 0; from < width; from += RUN) {
      const to = Math.min(width, from + RUN);
      const begin = at(p, (from + 0.5) / scale, (y + 0.5) / scale);
      const end = at(p, (to + 0.5) / scale, (y + 0.5) / scale);
      const [du, dv] = [(end.x - begin.x) / (to - from), (end.y - begin.y) / (to - from)];
      for (let i = y * width + from, last = y * width + to, u = begin.x, v = begin.y; i < last; i += 1, u += du, v += dv) {
        if (!(u >= 0 && v >= 0 && u < w - 1 && v < h - 1)) continue;
        const u0 = u | 0;
        const v0 = v | 0;
        const fx = u - u0;
        const k = v0 * w + u0;
        const top = data[k] + (data[k + 1] - data[k]) * fx;
        const low = data[k + w] + (data[k + w + 1] - data[k + w]) * fx;
        out[i] = top + (low - top) * (v - v0) + 0.5;
      }
    }
  }
  return out;
}

// extreme gives the brightest (or darkest) value within reach of each pixel.
/** @param {Uint8Array} from @param {number} width @param {number} height @param {number} reach @param {boolean} bright */
function extreme(from, width, height, reach, bright) {
  const lines = new Uint8Array(from.length);
  for (let y = 0; y < height; y += 1) along(from, lines, y * width, 1, width, reach, bright);
  const out = new Uint8Array(from.length);
  for (let x = 0; x < width; x += 1) along(lines, out, x, width, height, reach, bright);
  return out;
}

const values = new Uint8Array(8192);
const forward = new Uint8Array(8192);
const backward = new Uint8Array(8192);

// along does so on one line, in a time that does not grow with the reach (van Herk).
function along(from, to, start, step, n, reach, bright) {
  const size = 2 * reach + 1;
  const flip = bright ? 0 : 255;
  const padded = n + 2 * reach;
  values.fill(0, 0, reach);
  values.fill(0, n + reach, padded);
  for (let i = 0, k = start; i < n; i += 1, k += step) values[i + reach] = from[k] ^ flip;
  for (let i = 0, most = 0, at = 0; i < padded; i += 1, at += 1) {
    const v = values[i];
    if (at === size) at = 0;
    most = at === 0 || v > most ? v : most;
    forward[i] = most;
  }
  for (let i = padded - 1, most = 0, at = (padded - 1) % size; i >= 0; i -= 1, at -= 1) {
    const v = values[i];
    if (at < 0) at = size - 1;
    most = at === size - 1 || v > most ? v : most;
    backward[i] = most;
  }
  for (let i = 0, k = start; i < n; i += 1, k += step) {
    const a = backward[i];
    const b = forward[i + size - 1];
    to[k] = (a > b ? a : b) ^ flip;
  }
}
