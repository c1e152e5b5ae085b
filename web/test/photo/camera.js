// @ts-check
// A camera or a scanner looks at a sheet.
import { gauss, jpeg } from "./develop.js";
import { FINE } from "./sheet.js";

/**
 * @typedef {object} Look
 * @property {number} width of the picture
 * @property {number} height
 * @property {number} scale pixels a millimetre in the middle
 * @property {number} turn degrees
 * @property {number} tilt degrees
 * @property {number} towards direction of the tilt, degrees
 * @property {number} light grey of the paper, of 255
 * @property {number} noise standard deviation
 * @property {number} blur standard deviation, pixels
 * @property {number} jpeg quality 1 to 100, 0 for none
 * @property {number} uneven share of light lost from one side to the other
 * @property {"none" | "soft" | "sharp"} shadow
 * @property {boolean} [jagged] single points are seen, not the mean of what a pixel covers
 * @property {number} crease millimetres by which the paper is off
 * @property {number} ground grey of the table
 * @property {"none" | "edge" | "over"} hand
 * @property {number} [dx] pixels by which the paper is off the middle
 * @property {number} [dy]
 */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./chance.js").Chance} Chance */

// photographs gives so many frames of a sheet that lies still: they differ by
// the camera's noise, and by how a hand that let go moved the sheet a little.
// Each is made when it is asked for.
/** @param {Sheet} sheet @param {Look} look @param {number} frames @param {Chance} chance */
export function* photographs(sheet, look, frames, chance) {
  const level = reduce(sheet, look.jagged ? 1 : FINE / look.scale);
  const scene = sceneOf(sheet, look, chance);
  for (let i = 0; i < frames; i += 1) {
    const moved = i === 0 ? look : { ...look, dx: (look.dx ?? 0) + chance.between(-1.5, 1.5), dy: (look.dy ?? 0) + chance.between(-1.5, 1.5),
      turn: look.turn + chance.between(-0.3, 0.3) };
    const light = seen(sheet, moved, scene, level);
    yield finish(light, moved, chance);
  }
}

// sceneOf draws by chance what is the same in all frames.
function sceneOf(sheet, look, chance) {
  const ground = table(look, chance);
  const shade = shadow(look, chance);
  const hand = look.hand === "none" ? null : handOf(sheet, look, chance);
  const fold = { x: chance.between(0.3, 0.7) * sheet.height, slope: chance.between(-0.3, 0.3) };
  return { ground, shade, hand, fold };
}

// seen gives the brightness of each pixel of a sharp picture without noise.
function seen(sheet, look, { ground, shade, hand, fold }, level) {
  const { width, height } = look;
  const light = new Float32Array(width * height);
  const p = lens(sheet, look);
  const bent = look.crease ? bend(sheet, look, fold) : null;
  for (let v = 0, i = 0; v < height; v += 1) {
    let [a, b, c] = [p[1] * v + p[2], p[4] * v + p[5], p[7] * v + p[8]];
    for (let u = 0; u < width; u += 1, i += 1, a += p[0], b += p[3], c += p[6]) {
      const [x, y] = [a / c, b / c];
      if (hand && Math.hypot(x - hand.x, (y - hand.y) * 0.7) < hand.r) light[i] = 0.62 + 0.04 * Math.sin(u / 9) * Math.cos(v / 7);
      else if (bent) light[i] = bent(x, y, level);
      else light[i] = x >= 0 && y >= 0 && x < sheet.width && y < sheet.height ? level(x, y) : -1;
      if (light[i] < 0) light[i] = ground(u, v);
      light[i] *= 1 - look.uneven * (u / width);
      if (shade) light[i] *= shade(u, v);
    }
  }
  return light;
}

// bend gives a function for the brightness of a sheet that was folded once.
function bend(sheet, look, fold) {
  return (x, y, level) => {
    const d = (y - fold.x - fold.slope * (x - sheet.width / 2)) / FINE;
    const near = Math.exp(-Math.abs(d) / 25);
    const v = y + look.crease * near * FINE * (d > 0 ? 1 : -1) * Math.min(1, Math.abs(d) / 4);
    const u = x + 0.5 * look.crease * near * FINE;
    if (!(u >= 0 && v >= 0 && u < sheet.width && v < sheet.height)) return -1;
    return (1 - 0.12 * near * (d > 0 ? 1 : 0)) * level(u, v);
  };
}

// reduce gives the brightness of the sheet at a place, of a picture that was
// made smaller first.
function reduce(sheet, factor) {
  const n = Math.max(1, Math.round(factor));
  const [w, h] = [Math.floor(sheet.width / n), Math.floor(sheet.height / n)];
  const data = n === 1 ? sheet.data : smaller(sheet, n, w, h);
  return (x, y) => {
    const u = Math.max(0, Math.min(w - 1.01, x / n - 0.5));
    const v = Math.max(0, Math.min(h - 1.01, y / n - 0.5));
    const k = (v | 0) * w + (u | 0);
    const fx = u - (u | 0);
    const fy = v - (v | 0);
    return (data[k] * (1 - fx) + data[k + 1] * fx) * (1 - fy) + (data[k + w] * (1 - fx) + data[k + w + 1] * fx) * fy;
  };
}

function smaller({ width, data }, n, w, h) {
  const out = new Float32Array(w * h);
  for (let y = 0; y < h * n; y += 1) {
    const line = Math.floor(y / n) * w;
    for (let x = 0, i = y * width; x < w; x += 1) for (let a = 0; a < n; a += 1, i += 1) out[line + x] += data[i];
  }
  for (let i = 0; i < out.length; i += 1) out[i] /= n * n;
  return out;
}

// lens gives the nine numbers that bring a pixel of the picture back to a place
// of the sheet: a plane through the middle of the view, tilted about an axis.
function lens(sheet, look) {
  const rad = Math.PI / 180;
  const [t, d, a] = [look.tilt * rad, look.towards * rad, look.turn * rad];
  const far = 1.6 * Math.max(look.width, look.height); // focal length in pixels
  const [cx, cy] = [look.width / 2 + (look.dx ?? 0), look.height / 2 + (look.dy ?? 0)];
  const k = look.scale / FINE;
  const [cd, sd, ct, st] = [Math.cos(d), Math.sin(d), Math.cos(t), Math.sin(t)];
  const [ca, sa] = [Math.cos(a), Math.sin(a)];
  // Along and across the axis: (along, across), on the sheet (p, q) = (along · ct, across) / (ct - across · st / far).
  const along = [cd, sd, -cx * cd - cy * sd];
  const across = [-sd, cd, cx * sd - cy * cd];
  const under = across.map((v, i) => (-v * st) / far + (i === 2 ? ct : 0));
  const mix = (p, q) => along.map((v, i) => (p * ct * v + q * across[i]) / k);
  const x = mix(cd * ca + sd * sa, -sd * ca + cd * sa);
  const y = mix(-cd * sa + sd * ca, sd * sa + cd * ca);
  return [...x.map((v, i) => v + (sheet.width / 2) * under[i]), ...y.map((v, i) => v + (sheet.height / 2) * under[i]), ...under];
}

function table(look, chance) {
  const [fx, fy, p] = [chance.between(0.01, 0.2), chance.between(0.01, 0.05), chance.between(0, 6)];
  return (u, v) => Math.max(0, look.ground / 255 + 0.06 * Math.sin(u * fx + p + 3 * Math.sin(v * fy)));
}

function shadow(look, chance) {
  if (look.shadow === "none") return null;
  const edge = look.shadow === "sharp" ? 3 : 60;
  const a = chance.between(0, 2 * Math.PI);
  const c = chance.between(-0.25, 0.25) * look.height;
  const deep = chance.between(0.25, 0.45);
  const [ca, sa] = [Math.cos(a), Math.sin(a)];
  return (u, v) => 1 - deep / (1 + Math.exp(-((u - look.width / 2) * ca + (v - look.height / 2) * sa - c) / edge));
}

function handOf(sheet, look, chance) {
  const side = chance.is(0.5);
  const r = chance.between(14, 22) * FINE;
  const x = look.hand === "over" ? chance.between(0.2, 0.6) * sheet.width : side ? sheet.width + 0.45 * r : -0.45 * r;
  return { x, y: chance.between(0.5, 0.8) * sheet.height, r };
}

function finish(light, look, chance) {
  const { width, height } = look;
  const soft = look.blur > 0 ? gauss(light, width, height, look.blur) : light;
  const out = new Uint8ClampedArray(width * height);
  const full = look.light / 0.98;
  if (look.noise) chance.normals((i, normal) => (out[i] = soft[i] * full + look.noise * normal), out.length);
  else for (let i = 0; i < out.length; i += 1) out[i] = soft[i] * full;
  if (look.jpeg) jpeg(out, width, height, look.jpeg);
  return { width, height, data: out };
}
