// @ts-check
// A camera or a scanner looks at a sheet.
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
 */

// photograph gives what the camera sees of a sheet.
/** @param {import("./sheet.js").Sheet} sheet @param {Look} look @param {import("./chance.js").Chance} chance */
export function photograph(sheet, look, chance) {
  const { width, height } = look;
  const light = new Float32Array(width * height);
  const ground = table(look, chance);
  const level = reduce(sheet, look.jagged ? 1 : FINE / look.scale);
  const eye = lens(sheet, look);
  const shade = shadow(look, chance);
  const hand = look.hand === "none" ? null : handOf(sheet, look, chance);
  const fold = { x: chance.between(0.3, 0.7) * sheet.height, slope: chance.between(-0.3, 0.3) };
  for (let v = 0; v < height; v += 1) {
    for (let u = 0; u < width; u += 1) {
      let [x, y] = eye(u, v);
      let value = ground(u, v);
      if (hand && Math.hypot(x - hand.x, (y - hand.y) * 0.7) < hand.r) value = 0.62 + 0.04 * Math.sin(u / 9) * Math.cos(v / 7);
      else {
        let fall = 1;
        if (look.crease) {
          const d = (y - fold.x - fold.slope * (x - sheet.width / 2)) / FINE;
          const near = Math.exp(-Math.abs(d) / 25);
          y += look.crease * near * FINE * (d > 0 ? 1 : -1) * Math.min(1, Math.abs(d) / 4);
          x += 0.5 * look.crease * near * FINE;
          fall = 1 - 0.12 * near * (d > 0 ? 1 : 0);
        }
        if (x >= 0 && y >= 0 && x < sheet.width && y < sheet.height) value = fall * level(x, y);
      }
      light[v * width + u] = value * (1 - look.uneven * (u / width)) * shade(u, v);
    }
  }
  return finish(light, look, chance);
}

// reduce gives the brightness of the sheet at a place, of a picture that was
// made smaller first.
function reduce(sheet, factor) {
  const n = Math.max(1, Math.round(factor));
  const [w, h] = [Math.floor(sheet.width / n), Math.floor(sheet.height / n)];
  const data = new Float32Array(w * h);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      let sum = 0;
      for (let b = 0; b < n; b += 1) for (let a = 0; a < n; a += 1) sum += sheet.data[(y * n + b) * sheet.width + x * n + a];
      data[y * w + x] = sum / (n * n);
    }
  }
  return (x, y) => {
    const u = Math.max(0, Math.min(w - 1.01, x / n - 0.5));
    const v = Math.max(0, Math.min(h - 1.01, y / n - 0.5));
    const k = (v | 0) * w + (u | 0);
    const [fx, fy] = [u % 1, v % 1];
    return (data[k] * (1 - fx) + data[k + 1] * fx) * (1 - fy) + (data[k + w] * (1 - fx) + data[k + w + 1] * fx) * fy;
  };
}

// lens brings a pixel of the picture back to a place of the sheet.
function lens(sheet, look) {
  const rad = Math.PI / 180;
  const [t, d, a] = [look.tilt * rad, look.towards * rad, look.turn * rad];
  const far = 1.6 * Math.max(look.width, look.height); // focal length in pixels
  const [cx, cy] = [look.width / 2 + (look.dx ?? 0), look.height / 2 + (look.dy ?? 0)];
  const k = look.scale / FINE;
  const [cd, sd] = [Math.cos(d), Math.sin(d)];
  const [ca, sa] = [Math.cos(a), Math.sin(a)];
  return (u, v) => {
    // The sheet is a plane through the middle of the view, tilted about an axis in direction d.
    const [x, y] = [u - cx, v - cy];
    const along = x * cd + y * sd;
    const across = -x * sd + y * cd;
    const q = across / (Math.cos(t) - (across / far) * Math.sin(t)); // on the sheet, across the axis
    const p = (along * (far + q * Math.sin(t))) / far;
    const [px, py] = [p * cd - q * sd, p * sd + q * cd];
    return [(px * ca + py * sa) / k + sheet.width / 2, (-px * sa + py * ca) / k + sheet.height / 2];
  };
}

function table(look, chance) {
  const [fx, fy, p] = [chance.between(0.01, 0.2), chance.between(0.01, 0.05), chance.between(0, 6)];
  return (u, v) => Math.max(0, look.ground / 255 + 0.06 * Math.sin(u * fx + p + 3 * Math.sin(v * fy)));
}

function shadow(look, chance) {
  if (look.shadow === "none") return () => 1;
  const edge = look.shadow === "sharp" ? 3 : 60;
  const a = chance.between(0, 2 * Math.PI);
  const c = chance.between(-0.25, 0.25) * look.height;
  const deep = chance.between(0.25, 0.45);
  return (u, v) => {
    const d = (u - look.width / 2) * Math.cos(a) + (v - look.height / 2) * Math.sin(a) - c;
    return 1 - deep / (1 + Math.exp(-d / edge));
  };
}

function handOf(sheet, look, chance) {
  const side = chance.is(0.5);
  const r = chance.between(14, 22) * FINE;
  const x = look.hand === "over" ? chance.between(0.2, 0.6) * sheet.width : side ? sheet.width + 0.45 * r : -0.45 * r;
  return { x, y: chance.between(0.5, 0.8) * sheet.height, r };
}

function finish(light, look, chance) {
  const { width, height } = look;
  let soft = look.blur > 0 ? gauss(light, width, height, look.blur) : light;
  const out = new Uint8ClampedArray(width * height);
  const full = look.light / 0.98;
  for (let i = 0; i < out.length; i += 1) out[i] = soft[i] * full + (look.noise ? look.noise * chance.normal() : 0);
  if (look.jpeg) jpeg(out, width, height, look.jpeg);
  return { width, height, data: out };
}

function gauss(from, width, height, sigma) {
  const reach = Math.ceil(2.5 * sigma);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const total = kernel.reduce((a, b) => a + b);
  const pass = (src, step, n, lines, stride) => {
    const out = new Float32Array(src.length);
    for (let l = 0; l < lines; l += 1) {
      for (let i = 0; i < n; i += 1) {
        let sum = 0;
        for (let k = -reach; k <= reach; k += 1) sum += kernel[k + reach] * src[l * stride + Math.max(0, Math.min(n - 1, i + k)) * step];
        out[l * stride + i * step] = sum / total;
      }
    }
    return out;
  };
  return pass(pass(from, 1, width, height, width), width, height, width, 1);
}

const QUANT = [16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99];
const COS = Array.from({ length: 8 }, (_, k) => Array.from({ length: 8 }, (_, n) => Math.cos(((2 * n + 1) * k * Math.PI) / 16) * (k ? 0.5 : Math.SQRT1_2 / 2)));

// jpeg leaves what a JPEG of this quality leaves of a picture.
function jpeg(data, width, height, quality) {
  const scale = quality < 50 ? 50 / quality : 2 - quality / 50;
  const block = new Float32Array(64);
  const temp = new Float32Array(64);
  const turn = (forward) => {
    for (let pass = 0; pass < 2; pass += 1) {
      for (let r = 0; r < 8; r += 1) {
        for (let k = 0; k < 8; k += 1) {
          let sum = 0;
          for (let n = 0; n < 8; n += 1) sum += block[r * 8 + n] * (forward ? COS[k][n] : COS[n][k]);
          temp[k * 8 + r] = sum;
        }
      }
      block.set(temp);
    }
  };
  for (let y = 0; y + 8 <= height; y += 8) {
    for (let x = 0; x + 8 <= width; x += 8) {
      for (let i = 0; i < 64; i += 1) block[i] = data[(y + (i >> 3)) * width + x + (i & 7)] - 128;
      turn(true);
      for (let i = 0; i < 64; i += 1) {
        const q = Math.max(1, QUANT[i] * scale);
        block[i] = Math.round(block[i] / q) * q;
      }
      turn(false);
      for (let i = 0; i < 64; i += 1) data[(y + (i >> 3)) * width + x + (i & 7)] = block[i] + 128;
    }
  }
}
