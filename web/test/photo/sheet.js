// @ts-check
// A printed paper in fine pixels, and pens that write on it.
import { execFileSync } from "node:child_process";

export const FINE = 200 / 25.4; // pixels a millimetre

/** @typedef {{width: number, height: number, data: Float32Array}} Sheet brightness 0 to 1 */

// printed turns a page of a PDF, the first, into pixels, of two papers on a sheet
// the left one: as printers with fine dots put it on paper, with coarse ones,
// which move the letters to whole dots, and with more and less toner. Each is
// made once it is asked for.
/** @param {Buffer} file @param {{page: {w: number, h: number}}} geometry @param {number} number of the page @returns {Sheet[]} */
export function printed(file, { page }, number = 1) {
  const [fine, coarse] = [2, 1].map((dots) => once(() => rendered(file, page, dots, number)));
  const makers = [fine, coarse, () => toned(fine(), 0.35), () => toned(coarse(), 0.2), () => toned(fine(), -0.25)].map(once);
  return /** @type {Sheet[]} */ (makers.reduce((list, get, i) => Object.defineProperty(list, i, { get, enumerable: true }), []));
}

/** @template T @param {() => T} make @returns {() => T} */
function once(make) {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
}

// rendered turns a page into pixels with so many dots a pixel.
function rendered(file, page, dots, number) {
  const pgm = execFileSync("pdftoppm", ["-r", String(200 * dots), "-gray", "-f", String(number), "-l", String(number), "-"], { input: file, maxBuffer: 1 << 27 });
  const [, w, h] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm.subarray(0, 40).toString("latin1"));
  const wide = Number(w);
  const pixels = pgm.subarray(pgm.length - wide * Number(h));
  const width = Math.min(Math.floor(wide / dots), Math.round((page.w / 10) * FINE));
  const height = Math.min(Math.floor(Number(h) / dots), Math.round((page.h / 10) * FINE));
  const data = new Float32Array(width * height);
  for (let y = 0; y < height * dots; y += 1) {
    const line = Math.floor(y / dots) * width;
    for (let x = 0, i = y * wide; x < width; x += 1) for (let a = 0; a < dots; a += 1, i += 1) data[line + x] += pixels[i];
  }
  for (let i = 0; i < data.length; i += 1) data[i] /= 255 * dots * dots;
  return { width, height, data };
}

// toned lets what is printed be thicker, or thinner where toner is negative.
function toned({ width, height, data }, toner) {
  const out = data.slice();
  const [much, sign] = [Math.abs(toner), toner > 0 ? 1 : -1];
  for (let i = width + 1; i < data.length - width - 1; i += 1) {
    const here = sign * data[i];
    const beside = sign * (data[i - 1] * sign < data[i + 1] * sign ? data[i - 1] : data[i + 1]);
    const above = sign * (data[i - width] * sign < data[i + width] * sign ? data[i - width] : data[i + width]);
    const most = beside < above ? beside : above;
    if (most < here) out[i] += much * sign * (most - here);
  }
  return { width, height, data: out };
}

/** @typedef {{ink: number, width: number}} Pen how dark it is left, and millimetres */

export const PENS = {
  "blue ball pen": { ink: 0.3, width: [0.35, 0.7] },
  "black gel pen": { ink: 0.12, width: [0.4, 0.9] },
  "red pen": { ink: 0.38, width: [0.4, 0.8] },
  "thick marker": { ink: 0.15, width: [1, 1.6] },
  pencil: { ink: 0.5, width: [0.4, 0.8] },
};

// draw writes along points (millimetres); the pen presses now more, now less. It
// gives how much of the ink is to be seen, in parts of what were seen on white.
/** @param {Sheet} sheet @param {{x: number, y: number}[]} points @param {Pen} pen @param {import("./chance.js").Chance} chance */
export function draw(sheet, points, pen, chance) {
  const { width, height, data } = sheet;
  let press = 1;
  const r0 = (pen.width / 2) * FINE;
  const cover = new Map();
  for (let i = 0; i + 1 < points.length; i += 1) {
    const [a, b] = [points[i], points[i + 1]];
    const n = Math.max(1, Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) * FINE * 0.8));
    for (let k = 0; k < n; k += 1) {
      press += 0.1 * (1 - press) + 0.03 * chance.normal();
      const x = (a.x + ((b.x - a.x) * k) / n) * FINE;
      const y = (a.y + ((b.y - a.y) * k) / n) * FINE;
      const r = r0 * Math.max(0.7, Math.min(1.2, press));
      for (let v = Math.max(0, Math.floor(y - r - 1)); v <= Math.min(height - 1, y + r + 1); v += 1) {
        for (let u = Math.max(0, Math.floor(x - r - 1)); u <= Math.min(width - 1, x + r + 1); u += 1) {
          const c = Math.max(0, Math.min(1, r + 0.5 - Math.hypot(u - x, v - y)));
          const at = v * width + u;
          if (c > (cover.get(at) ?? 0)) cover.set(at, c);
        }
      }
    }
  }
  let [seen, all] = [0, 0];
  for (const [at, c] of cover) {
    const before = data[at];
    data[at] = Math.min(before, before * (1 - c) + pen.ink * c);
    seen += before - data[at];
    all += c * (1 - pen.ink);
  }
  return seen / all;
}

/** penOf takes a pen of a kind. */
export function penOf(kind, chance) {
  const { ink, width } = PENS[kind];
  return { ink: ink + chance.between(-0.05, 0.05), width: chance.between(width[0], width[1]) };
}
