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
 * @property {number[]} net how much ink was added to each part as a whole, in parts of what the line has there
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
  const ink = new Float32Array(n * high);
  const room = new Float32Array(n * high);
  for (let x = 0; x < n; x += 1) {
    for (let y = 0; y < high; y += 1) {
      let [sum, most] = [0, 0];
      for (let v = from + y - tall; v <= from + y + tall; v += 1) {
        const i = v * width + row.x0 + x;
        const sharp = Math.abs(added.model[i + 1] - added.model[i - 1]) + Math.abs(added.model[i + width] - added.model[i - width]);
        const trust = Math.max(0, 1 - added.model[i] / added.black) / (1 + (EDGE * sharp / 0.1) ** 2);
        sum += trust * Math.max(-0.5, Math.min(0.6, added.laid[i] - added.model[i]));
        most += trust;
      }
      ink[x * high + y] = sum;
      room[x * high + y] = most;
    }
  }
  const path = way(ink, n, high).map((y) => y + from);
  return { path, ...parts(added, round, row, path, ink, room, from, high) };
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
function parts({ laid, model }, { width, scale }, row, path, ink, room, from, high) {
  const n = path.length;
  const size = Math.min(n, Math.round(PART * scale));
  const [line, net] = [[], []];
  for (let at = 0; at + size <= n; at += Math.max(1, size >> 2)) {
    let [sum, most, all] = [0, 1e-6, 0];
    for (let x = at; x < at + size; x += 1) {
      const k = x * high + path[x] - from;
      sum += ink[k];
      most += room[k];
      for (let y = row.top + 4; y < row.bottom - 4; y += 1) {
        const i = y * width + row.x0 + x;
        all += Math.max(-0.5, Math.min(0.6, laid[i] - model[i]));
      }
    }
    line.push(sum / most);
    net.push(all / size);
  }
  return { line, net };
}
