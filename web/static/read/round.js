// @ts-check
// What the reader knows of the papers of a round before it sees one.
import { unpack } from "./picture.js";

const EDGE = 2.5; // millimetres of the edge of a paper
const RULE = 0.5; // millimetres on either side of a printed line
const BLURS = 9; // how many times a print is blurred for pictures that are not sharp

/**
 * @typedef {object} RoundPicture
 * @property {import("./picture.js").Printed} printed
 * @property {number} width in pixels of the printed picture
 * @property {number} height
 * @property {number} scale pixels a millimetre
 * @property {Float32Array} ink the print as it was drawn
 * @property {Float32Array[]} blurred the print, ever less sharp
 * @property {Uint8Array} ruled 1 on the lines of the table and of boxes
 * @property {Uint8Array} blind 1 where nothing is looked at: code, stamp, edge
 * @property {import("./print.js").Print[]} prints what is made of a blurred print, once it is needed
 * @property {Desk} desk where a paper is laid: one at a time, the next in the place of the one before
 * @property {Record<"rough" | "fine", Places>} places points of a print by which a paper is laid over it
 * @property {Int32Array} [spread] places all over the print, once they are needed
 * @property {Row[]} [rows] once they are needed
 * @property {Int32Array} [blank] places all over the page where nothing is printed, once they are needed
 * @property {{x: number, y: number, side: number}[]} marks middles of the corner marks, in millimetres, by the clock
 * @property {{x: number, y: number, ink: number}[]} samples places in millimetres, dark and light
 */

/** @typedef {Map<Float32Array, import("./lay.js").Points[]>} Places once they are needed, by print */
/** @typedef {{top: number, bottom: number, x0: number, x1: number, y: number, high: number}} Row in pixels, and where its name stands */
/**
 * @typedef {object} Desk room for pictures of a page, so that none is made anew for each paper
 * @property {Float32Array} ink @property {Float32Array} laid @property {Float32Array} model
 * @property {Float32Array} more @property {Uint8Array} marked
 * @property {import("./print.js").Print | null} modelled the print that the model is of
 */

// prepare makes of what the server sent what reading needs, once a round.
/** @param {import("./picture.js").Printed} printed @returns {RoundPicture} */
export function prepare(printed) {
  const { width, height, scale, geometry } = printed;
  const ink = unpack(printed);
  const blurred = [blur(ink, width, height)];
  while (blurred.length < BLURS) blurred.push(blur(blurred[blurred.length - 1], width, height));
  const [a, b, c, d] = geometry.corners.map((m) => ({ x: (m.x + m.w / 2) / 10, y: (m.y + m.h / 2) / 10, side: m.w / 10 }));
  const marks = [a, b, d, c];
  return { printed, width, height, scale, ink, blurred, prints: [], desk: desk(width * height), places: { rough: new Map(), fine: new Map() },
    ruled: ruled(printed), blind: blind(printed), marks, samples: samples(blurred[1], printed) };
}

/** @param {number} n @returns {Desk} */
function desk(n) {
  const [ink, laid, model, more] = [0, 1, 2, 3].map(() => new Float32Array(n));
  return { ink, laid, model, more, marked: new Uint8Array(n), modelled: null };
}

// blur takes the mean of a pixel and its neighbours, 1 2 1 in each direction.
/** @param {Float32Array} from @param {number} width @param {number} height */
export function blur(from, width, height) {
  const lines = new Float32Array(from.length);
  const out = new Float32Array(from.length);
  for (let i = 1; i < from.length - 1; i += 1) lines[i] = (from[i - 1] + 2 * from[i] + from[i + 1]) / 4;
  for (let i = width; i < from.length - width; i += 1) out[i] = (lines[i - width] + 2 * lines[i] + lines[i + width]) / 4;
  return out;
}

// covering gives a function that marks a part of the page, in millimetres.
/** @param {import("./picture.js").Printed} printed */
function covering({ width, height, scale }) {
  const out = new Uint8Array(width * height);
  return { out, cover: (x0, y0, x1, y1) => {
    const [left, right] = [Math.max(0, Math.floor(x0 * scale)), Math.min(width, Math.ceil(x1 * scale))];
    for (let y = Math.max(0, Math.floor(y0 * scale)); y < Math.min(height, y1 * scale); y += 1) out.fill(1, y * width + left, y * width + right);
  } };
}

// blind marks what is no part of the marks: the code, which differs, the room
// for the stamp, and the edge of the paper with the corner marks.
/** @param {import("./picture.js").Printed} printed */
function blind(printed) {
  const { out, cover } = covering(printed);
  const { geometry, width, height, scale } = printed;
  for (const box of [geometry.code, geometry.stamp, ...geometry.corners]) {
    if (box.w > 0) cover(box.x / 10 - 1, box.y / 10 - 1, (box.x + box.w) / 10 + 1, (box.y + box.h) / 10 + 1);
  }
  const [w, h] = [width / scale, height / scale];
  cover(0, 0, w, EDGE);
  cover(0, h - EDGE, w, h);
  cover(0, 0, EDGE, h);
  cover(w - EDGE, 0, w, h);
  return out;
}

// ruled marks the lines of the table and of the boxes: printers draw them now
// thinner, now thicker.
/** @param {import("./picture.js").Printed} printed */
function ruled(printed) {
  const { out, cover } = covering(printed);
  const { table, rows, columns, boxes } = printed.geometry;
  const frame = (x, y, w, h) => {
    for (const at of [x, x + w]) cover(at - RULE, y - RULE, at + RULE, y + h + RULE);
    for (const at of [y, y + h]) cover(x - RULE, at - RULE, x + w + RULE, at + RULE);
  };
  for (const { x, y, w, h } of [table, ...rows]) frame(x / 10, y / 10, w / 10, h / 10);
  for (const to of columns) frame(table.x / 10, table.y / 10, to / 10, table.h / 10);
  for (const { x, y, w } of (boxes ?? []).flat()) frame(x / 10, y / 10, w / 10, w / 10);
  return out;
}

// samples picks places all over the print, as many dark as light ones.
/** @param {Float32Array} ink @param {import("./picture.js").Printed} printed */
function samples(ink, { width, height, scale, geometry }) {
  const dark = [];
  const light = [];
  const { code } = geometry;
  const coded = (x, y) => x > code.x - 20 && x < code.x + code.w + 20 && y > code.y - 20 && y < code.y + code.h + 20;
  for (let i = 0; i < ink.length; i += 7) {
    const x = ((i % width) + 0.5) / scale;
    const y = (Math.floor(i / width) + 0.5) / scale;
    if ((code.w > 0 && coded(x * 10, y * 10)) || y < 8 || y > height / scale - 8) continue;
    if (ink[i] > 0.5) dark.push({ x, y, ink: 1 });
    else if (ink[i] < 0.02) light.push({ x, y, ink: 0 });
  }
  const pick = (list, n) => list.filter((_, i) => Math.floor((i * n) / list.length) !== Math.floor(((i - 1) * n) / list.length));
  return [...pick(dark, 700), ...pick(light, 700)];
}
