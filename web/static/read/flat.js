// @ts-check
// A paper laid flat: the picture of the page alone, and how much darker each
// of its places is than the paper around it, whatever the light.
import { stretch } from "./plane.js";

const WIDEST = 7; // millimetres: what is darker and no wider than this is ink, wider is shadow or a hand

const FINE = 1.25; // times as many pixels as the page has

/**
 * @typedef {object} Flat
 * @property {Uint8Array} paper how bright the paper itself is
 * @property {Float32Array} ink how much darker a place is than the paper, 0 to 1
 */

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
  const paper = background(page, width, height, Math.floor((WIDEST * scale) / 4));
  const ink = new Float32Array(page.length);
  for (let i = 0; i < page.length; i += 1) ink[i] = (paper[i] - page[i]) / Math.max(1, paper[i]);
  return { paper, ink };
}

// background gives how bright the paper is where something narrower than reach
// stands on it. It is found in a picture of half the size: paper changes slowly.
function background(page, width, height, reach) {
  const [w, h] = [(width + 1) >> 1, (height + 1) >> 1];
  const small = new Uint8Array(w * h);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0, k = (y >> 1) * w; x < width; x += 1, i += 1) if (page[i] > small[k + (x >> 1)]) small[k + (x >> 1)] = page[i];
  }
  const closed = extreme(extreme(small, w, h, reach, true), w, h, reach, false);
  const out = new Uint8Array(page.length);
  for (let y = 0, i = 0; y < height; y += 1) for (let x = 0, k = (y >> 1) * w; x < width; x += 1, i += 1) out[i] = closed[k + (x >> 1)];
  return out;
}

// density gives how many pixels of the picture a millimetre has.
function density(p, w, h) {
  const [ax, ay, bx, by] = stretch(p, w / 2, h / 2);
  return Math.sqrt(Math.abs(ax * by - ay * bx));
}

// soft reads the picture at four places of each pixel: the picture is finer
// than the page.
function soft(picture, p, width, height, scale) {
  const four = [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]].map(([x, y]) => sample(picture, p, width, height, scale, x, y));
  return four[0].map((v, i) => (v + four[1][i] + four[2][i] + four[3][i] + 2) >> 2);
}

// sample reads the picture at each pixel of the page, between its pixels.
function sample({ width: w, height: h, data }, p, width, height, scale, ox = 0.5, oy = 0.5) {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const py = (y + oy) / scale;
    let a = p[1] * py + p[2];
    let b = p[4] * py + p[5];
    let c = p[7] * py + p[8];
    const start = ox / scale;
    a += p[0] * start;
    b += p[3] * start;
    c += p[6] * start;
    for (let x = 0, i = y * width; x < width; x += 1, i += 1) {
      const u = a / c;
      const v = b / c;
      a += p[0] / scale;
      b += p[3] / scale;
      c += p[6] / scale;
      const u0 = u | 0;
      const v0 = v | 0;
      if (!(u >= 0 && v >= 0 && u0 < w - 1 && v0 < h - 1)) continue;
      const fx = u - u0;
      const fy = v - v0;
      const k = v0 * w + u0;
      const top = data[k] + (data[k + 1] - data[k]) * fx;
      const low = data[k + w] + (data[k + w + 1] - data[k + w]) * fx;
      out[i] = top + (low - top) * fy + 0.5;
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
