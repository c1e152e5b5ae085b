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
    for (let k = (y >> 1) * paper.width, end = i + width; i < end; k += 1, i += 2) {
      const white = paper.data[k];
      const part = PARTS[white];
      ink[i] = (white - page[i]) * part - bias;
      if (i + 1 < end) ink[i + 1] = (white - page[i + 1]) * part - bias;
    }
    i = (y + 1) * width;
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
  return { width: w, data: extreme(extreme(small, w, h, reach, 0), w, h, reach, -1) };
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
    let end = at(p, 0.5 / scale, (y + 0.5) / scale);
    for (let from = 0; from < width; from += RUN) {
      const to = Math.min(width, from + RUN);
      const begin = end;
      end = at(p, (to + 0.5) / scale, (y + 0.5) / scale);
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

// extreme gives the brightest value within reach of each pixel, or the darkest of
// a picture that is flipped: four pixels a word, all the words of a picture at once.
/** @param {Uint8Array} from @param {number} width @param {number} height @param {number} reach @param {0 | -1} flip */
function extreme(from, width, height, reach, flip) {
  const size = 2 * reach + 1;
  const wide = (width + 2 * size + 6) >> 2; // words of a line, with room on all sides
  const words = new Int32Array(wide * (height + 2 * size)).fill(flip);
  const bytes = new Uint8Array(words.buffer);
  for (let y = 0; y < height; y += 1) bytes.set(from.subarray(y * width, (y + 1) * width), (y + reach) * wide * 4 + reach);
  for (let i = 0; i < words.length; i += 1) words[i] ^= flip;
  widen(size, (by) => across(words, by));
  widen(size, (by) => down(words, by * wide));
  for (let i = 0; i < words.length; i += 1) words[i] ^= flip;
  const out = new Uint8Array(from.length);
  for (let y = 0; y < height; y += 1) out.set(bytes.subarray(y * wide * 4, y * wide * 4 + width), y * width);
  return out;
}

// widen has each place take what another so far from it has, until it has that of
// so many.
function widen(size, take) {
  for (let have = 1, by = 1; have < size; have += by) {
    by = Math.min(have, size - have);
    take(by);
  }
}

// down takes to each word the greater pixels of the word that is so many behind it.
function down(words, by) {
  for (let i = 0, k = by; k < words.length; i += 1, k += 1) words[i] = greater(words[i], words[k]);
}

// across takes to each pixel the greater of it and the one that is so many behind it.
function across(words, by) {
  const [skip, bits] = [by >> 2, 8 * (by & 3)];
  if (bits === 0) return down(words, skip);
  for (let i = 0, k = skip + 1, here = words[skip]; k < words.length; i += 1, k += 1) {
    const next = words[k];
    words[i] = greater(words[i], (here >>> bits) | (next << (32 - bits)));
    here = next;
  }
}

const HIGH = 0x80808080 | 0; // the highest bits of four pixels

// greater gives the greater of each of four pixels of two words: where a - b borrows
// nothing, all bits of a pixel are set of which a's are taken.
function greater(a, b) {
  const low = (a | HIGH) - (b & ~HIGH);
  const more = ((a & ~b) | (~(a ^ b) & low)) & HIGH;
  return b ^ ((a ^ b) & ((more >>> 7) * 255));
}
