// @ts-check
// A line through a name, followed column by column over letters and paper
// alike: what is darker there than the print, wherever the print allows ink to
// be seen.

const HIGH = 0.42; // how far from the middle of the name a line is looked for, in parts of the letters' size
const TALL = 0.6; // millimetres of a pen's line
const PART = 4; // millimetres of a name that are judged together
const EDGE = 0.45; // of the step of a printed edge, by which the print may differ there

/**
 * @typedef {object} Ridge
 * @property {number[]} path the line's height in each column of the name, in pixels
 * @property {number[]} line how dark it is in each part of the name, as far as the print allows
 * @property {(off: number) => number[]} along the same of the way that is so many pixels below it
 */

// ridge finds the darkest way through a name.
/** @param {import("./look.js").Look} l
 * @param {{x0: number, x1: number, y: number, high: number, top: number, bottom: number}} row @returns {Ridge} */
export function ridge({ added, round }, row) {
  const { width, scale } = round;
  const n = row.x1 - row.x0;
  const reach = Math.round(HIGH * row.high);
  const tall = Math.max(1, Math.round((TALL * scale - 1) / 2));
  const [from, high] = [Math.max(row.top + 3, Math.round(row.y) - reach), 2 * reach + 1];
  const { trust, seen } = trusted(added, width, row, from - tall, high + 2 * tall);
  const ink = new Float32Array(n * high);
  const room = new Float32Array(n * high);
  for (let x = 0; x < n; x += 1) {
    for (let y = 0, k = x * (high + 2 * tall); y < high; y += 1, k += 1) {
      let [sum, most] = [0, 0];
      for (let v = k; v <= k + 2 * tall; v += 1) {
        sum += seen[v];
        most += trust[v];
      }
      ink[x * high + y] = sum;
      room[x * high + y] = most;
    }
  }
  const path = way(ink, n, high).map((y) => y + from);
  const along = (off) => parts(path, Math.round(PART * scale),
    (x) => x * high + Math.max(0, Math.min(high - 1, path[x] - from + off)), ink, room);
  return { path, line: along(0), along };
}

// trusted gives, column after column of a name, how far the print allows ink to
// be seen at each place, and as much of what is seen there.
function trusted({ model, laid, black }, width, { x0, x1 }, from, high) {
  const [trust, seen] = [new Float64Array((x1 - x0) * high), new Float64Array((x1 - x0) * high)];
  for (let x = x0, k = 0; x < x1; x += 1) {
    for (let i = from * width + x, end = i + high * width; i < end; i += width, k += 1) {
      const sharp = Math.abs(model[i + 1] - model[i - 1]) + Math.abs(model[i + width] - model[i - width]);
      const soft = (EDGE * sharp) / 0.1;
      const open = 1 - model[i] / black;
      if (open <= 0) continue;
      const ink = laid[i] - model[i];
      trust[k] = open / (1 + soft * soft);
      seen[k] = trust[k] * (ink < -0.5 ? -0.5 : ink > 0.6 ? 0.6 : ink);
    }
  }
  return { trust, seen };
}

// way finds the darkest way from the first column to the last, by one pixel up
// or down from a column to the next.
function way(ink, n, high) {
  const best = new Float32Array(n * high);
  const back = new Int8Array(n * high);
  for (let x = 0; x < n; x += 1) {
    for (let y = 0; y < high; y += 1) {
      let [most, step] = [-Infinity, 0];
      for (let d = -1; d <= 1; d += 1) {
        if (y + d < 0 || y + d >= high) continue;
        const value = (x ? best[(x - 1) * high + y + d] : 0) - 0.02 * Math.abs(d);
        if (value > most) [most, step] = [value, d];
      }
      best[x * high + y] = most + ink[x * high + y];
      back[x * high + y] = step;
    }
  }
  let y = 0;
  for (let k = 1; k < high; k += 1) if (best[(n - 1) * high + k] > best[(n - 1) * high + y]) y = k;
  const path = new Array(n);
  for (let x = n - 1; x >= 0; x -= 1) {
    path[x] = y;
    y += back[x * high + y];
  }
  return path;
}

// parts judges the name part by part.
function parts(path, long, at, ink, room) {
  const n = path.length;
  const size = Math.min(n, long);
  const line = [];
  for (let from = 0; from + size <= n; from += Math.max(1, size >> 2)) {
    let [sum, most] = [0, 1e-6];
    for (let x = from; x < from + size; x += 1) {
      sum += ink[at(x)];
      most += room[at(x)];
    }
    line.push(sum / most);
  }
  return line;
}
