// @ts-check
// Pictures in grey, and the picture of a paper as it was printed.

/**
 * @typedef {object} Grey
 * @property {number} width
 * @property {number} height
 * @property {Uint8Array | Uint8ClampedArray} data 0 black to 255 white
 */
/** @typedef {{x: number, y: number, w: number, h: number}} Box in tenths of a millimetre */
/**
 * @typedef {object} Printed what the server tells of the papers of a round (minutes/picture.go)
 * @property {{page: Box, stamp: Box, code: Box, table: Box, rows: Box[], columns: number[], boxes: [Box, Box][] | null, corners: Box[]}} geometry
 * @property {"cross_out" | "agree_disagree"} style
 * @property {number} scale pixels a millimetre
 * @property {number} width
 * @property {number} height
 * @property {string} ink
 */

// grey takes the colours out of a camera's picture.
/** @param {{width: number, height: number, data: Uint8ClampedArray}} picture @returns {Grey} */
export function grey({ width, height, data }) {
  const out = new Uint8Array(width * height);
  for (let i = 0, p = 0; i < out.length; i += 1, p += 4) out[i] = (data[p] * 77 + data[p + 1] * 150 + data[p + 2] * 29) >> 8;
  return { width, height, data: out };
}

// halve makes a picture half as large; each pixel is the mean of four.
/** @param {Grey} from @returns {Grey} */
export function halve({ width, height, data }) {
  const w = width >> 1;
  const h = height >> 1;
  const out = new Uint8Array(w * h);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0, a = 2 * y * width, b = a + width; x < w; x += 1, a += 2, b += 2) {
      out[y * w + x] = (data[a] + data[a + 1] + data[b] + data[b + 1] + 2) >> 2;
    }
  }
  return { width: w, height: h, data: out };
}

// unpack gives the darkness of every pixel of a printed paper, 0 to 1.
/** @param {Printed} printed */
export function unpack(printed) {
  const packed = Uint8Array.from(atob(printed.ink), (c) => c.charCodeAt(0));
  const out = new Float32Array(printed.width * printed.height);
  let at = 0;
  for (let i = 0; i < packed.length; ) {
    const dark = packed[i++] / 15;
    let run = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = packed[i++];
      run |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    out.fill(dark, at, at + run);
    at += run;
  }
  return out;
}
