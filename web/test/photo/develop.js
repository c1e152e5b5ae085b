// @ts-check
// What a lens and a file make of a picture: it is less sharp, and coarser.

// gauss makes a picture less sharp.
/** @param {Float32Array} from @param {number} width @param {number} height @param {number} sigma pixels */
export function gauss(from, width, height, sigma) {
  const reach = Math.ceil(2.5 * sigma);
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const total = kernel.reduce((a, b) => a + b);
  for (let k = 0; k < kernel.length; k += 1) kernel[k] /= total;
  const lines = new Float32Array(from.length);
  const padded = new Float32Array(width + 2 * reach);
  for (let y = 0, at = 0; y < height; y += 1, at += width) {
    padded.set(from.subarray(at, at + width), reach);
    padded.fill(from[at], 0, reach);
    padded.fill(from[at + width - 1], width + reach);
    for (let k = 0; k < kernel.length; k += 1) for (let x = 0, w = kernel[k]; x < width; x += 1) lines[at + x] += w * padded[x + k];
  }
  const out = new Float32Array(from.length);
  for (let y = 0, at = 0; y < height; y += 1, at += width) {
    for (let k = -reach; k <= reach; k += 1) {
      const src = Math.max(0, Math.min(height - 1, y + k)) * width;
      for (let x = 0, w = kernel[k + reach]; x < width; x += 1) out[at + x] += w * lines[src + x];
    }
  }
  return out;
}

const QUANT = [16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99];
const COS = Float32Array.from({ length: 64 }, (_, i) => Math.cos(((2 * (i & 7) + 1) * (i >> 3) * Math.PI) / 16) * (i >> 3 ? 0.5 : Math.SQRT1_2 / 2));
const SOC = COS.map((_, i) => COS[(i & 7) * 8 + (i >> 3)]);

// jpeg leaves what a JPEG of this quality leaves of a picture.
/** @param {Uint8ClampedArray} data @param {number} width @param {number} height @param {number} quality 1 to 100 */
export function jpeg(data, width, height, quality) {
  const scale = quality < 50 ? 50 / quality : 2 - quality / 50;
  const steps = Float32Array.from(QUANT, (q) => Math.max(1, q * scale));
  const block = new Float32Array(64);
  for (let y = 0; y + 8 <= height; y += 8) {
    for (let x = 0; x + 8 <= width; x += 8) {
      for (let i = 0, at = y * width + x; i < 64; i += 8, at += width) for (let k = 0; k < 8; k += 1) block[i + k] = data[at + k] - 128;
      turn(block, COS);
      for (let i = 0; i < 64; i += 1) block[i] = Math.round(block[i] / steps[i]) * steps[i];
      turn(block, SOC);
      for (let i = 0, at = y * width + x; i < 64; i += 8, at += width) for (let k = 0; k < 8; k += 1) data[at + k] = block[i + k] + 128;
    }
  }
}

const half = new Float32Array(64);

// turn changes a block of brightness into waves, or waves into brightness.
function turn(block, waves) {
  lines(block, half, waves);
  lines(half, block, waves);
}

function lines(from, to, waves) {
  for (let r = 0; r < 8; r += 1) {
    const i = r * 8;
    const [a, b, c, d] = [from[i], from[i + 1], from[i + 2], from[i + 3]];
    const [e, f, g, h] = [from[i + 4], from[i + 5], from[i + 6], from[i + 7]];
    for (let k = 0; k < 8; k += 1) {
      const w = k * 8;
      to[k * 8 + r] = a * waves[w] + b * waves[w + 1] + c * waves[w + 2] + d * waves[w + 3] +
        e * waves[w + 4] + f * waves[w + 5] + g * waves[w + 6] + h * waves[w + 7];
    }
  }
}
