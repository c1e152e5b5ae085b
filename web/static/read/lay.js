// @ts-check
// The print is laid exactly over the paper, piece by piece, since no paper is
// quite flat.

const STEP = 48; // pixels from one place where print and paper are compared to the next
const HALF = 40; // half the width of what is compared there
const TALL = 28; // half its height
const REACH = 6; // pixels by which the paper may be off

/** @typedef {{columns: number, lines: number, shifts: {x: number, y: number}[]}} Off by how much a paper is off, at places all over the page */

// field finds at places all over the page by how much the paper is off; where
// that is known roughly, it looks no farther than around it.
/**
 * @param {Float32Array} ink @param {import("./round.js").RoundPicture} round
 * @param {Float32Array} print @param {number} black
 * @param {Off} [rough] @returns {Off}
 */
export function field(ink, round, print, black, rough) {
  const { width, height } = round;
  const columns = Math.ceil(width / STEP) + 1;
  const lines = Math.ceil(height / STEP) + 1;
  if (!round.places.has(print)) round.places.set(print, placesOf(round, print, columns, lines));
  const found = round.places.get(print).map((points, k) => shift(ink, print, points, width, black, rough?.shifts[k]));
  return { columns, lines, shifts: smooth(found, columns, lines) };
}

// placesOf lists, around each place where print and paper are compared, points
// that are printed.
function placesOf({ width, height, blind }, print, columns, lines) {
  return Array.from({ length: columns * lines }, (_, k) => {
    const [cx, cy] = [(k % columns) * STEP, Math.floor(k / columns) * STEP];
    const points = [];
    for (let y = Math.max(REACH, cy - TALL); y < Math.min(height - REACH, cy + TALL); y += 1) {
      for (let x = Math.max(REACH, cx - HALF) + (y & 1); x < Math.min(width - REACH, cx + HALF); x += 2) {
        const i = y * width + x;
        if (print[i] > 0.2 && !blind[i]) points.push(i);
      }
    }
    if (points.length < 24) return new Int32Array(0);
    const each = Math.max(1, Math.floor(points.length / 160));
    return Int32Array.from(points.filter((_, n) => n % each === 0));
  });
}

// shift looks for the place of the print around one place of the paper. Only
// ink that is missing counts, so that what was written does not draw it away.
function shift(ink, print, points, width, black, rough) {
  if (points.length === 0) return { x: 0, y: 0, wx: 0, wy: 0 };
  const cost = (dx, dy) => {
    let sum = 0;
    const off = dy * width + dx;
    for (let k = 0; k < points.length; k += 1) {
      const miss = black * print[points[k]] - ink[points[k] + off];
      if (miss > 0) sum += miss > 0.5 ? 0.5 : miss;
    }
    return sum;
  };
  const costs = new Map();
  const at = (dx, dy) => {
    const key = dx * 32 + dy;
    if (!costs.has(key)) costs.set(key, cost(dx, dy) + 0.002 * points.length * (dx * dx + dy * dy) / 36);
    return costs.get(key);
  };
  let best = rough ? [Math.round(rough.x), Math.round(rough.y)] : [0, 0];
  const nearer = (dx, dy) => {
    if (Math.abs(dx) <= REACH && Math.abs(dy) <= REACH && at(dx, dy) < at(best[0], best[1])) best = [dx, dy];
  };
  if (!rough) for (let dy = -REACH; dy <= REACH; dy += 2) for (let dx = -REACH; dx <= REACH; dx += 2) nearer(dx, dy);
  for (let step = rough ? 2 : 1; step > 0; step -= 1) {
    const [bx, by] = best;
    for (let dy = -1; dy <= 1; dy += 1) for (let dx = -1; dx <= 1; dx += 1) nearer(bx + dx, by + dy);
  }
  const [x, wx] = between((d) => at(best[0] + d, best[1]), best[0]);
  const [y, wy] = between((d) => at(best[0], best[1] + d), best[1]);
  return { x, y, wx, wy };
}

// between finds the lowest point of a curve through three, and how sharp it is.
function between(cost, from) {
  if (Math.abs(from) >= REACH) return [from, 0];
  const [a, b, c] = [cost(-1), cost(0), cost(1)];
  const sharp = a + c - 2 * b;
  if (sharp <= 1e-6) return [from, 0];
  return [from + Math.max(-0.5, Math.min(0.5, (a - c) / (2 * sharp))), sharp];
}

// smooth lets places where there is little print follow those around them.
function smooth(found, columns, lines) {
  return found.map((_, k) => {
    const [i, j] = [k % columns, Math.floor(k / columns)];
    let [x, y, wx, wy] = [0, 0, 1e-3, 1e-3];
    for (let b = -2; b <= 2; b += 1) {
      for (let a = -2; a <= 2; a += 1) {
        if (i + a < 0 || i + a >= columns || j + b < 0 || j + b >= lines) continue;
        const near = Math.exp(-(a * a + b * b) * 1.2);
        const other = found[(j + b) * columns + i + a];
        x += near * other.wx * other.x;
        y += near * other.wy * other.y;
        wx += near * other.wx;
        wy += near * other.wy;
      }
    }
    return { x: x / wx, y: y / wy };
  });
}

// inkAt gives the ink of a paper in the place of some of the print.
/** @param {Float32Array} ink @param {import("./round.js").RoundPicture} round @param {Off} off @param {Int32Array} places */
export function inkAt(ink, { width, height }, { columns, shifts }, places) {
  return Float32Array.from(places, (i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const [fx, fy, k] = [(x % STEP) / STEP, (y % STEP) / STEP, Math.floor(y / STEP) * columns + Math.floor(x / STEP)];
    const mix = (of) => {
      const [a, b, c, d] = [shifts[k], shifts[k + 1], shifts[k + columns], shifts[k + columns + 1]].map(of);
      return (a + (b - a) * fx) * (1 - fy) + (c + (d - c) * fx) * fy;
    };
    const u = Math.max(0, Math.min(width - 1, Math.round(x + mix((off) => off.x))));
    return ink[Math.max(0, Math.min(height - 1, Math.round(y + mix((off) => off.y)))) * width + u];
  });
}

// lay gives the ink of a paper in the place of the print.
/** @param {Float32Array} ink @param {import("./round.js").RoundPicture} round @param {Off} off */
export function lay(ink, { width, height }, { columns, shifts }) {
  const laid = new Float32Array(ink.length);
  for (let y = 0; y < height; y += 1) {
    const j = (y / STEP) | 0;
    const fy = y / STEP - j;
    for (let i = 0; i * STEP < width; i += 1) {
      const k = j * columns + i;
      const [a, b, c, d] = [shifts[k], shifts[k + 1], shifts[k + columns], shifts[k + columns + 1]];
      const dx = a.x + (c.x - a.x) * fy;
      const dy = a.y + (c.y - a.y) * fy;
      const moreX = (b.x + (d.x - b.x) * fy - dx) / STEP;
      const moreY = (b.y + (d.y - b.y) * fy - dy) / STEP;
      row(ink, laid, width, height, i * STEP, Math.min(width, (i + 1) * STEP), y, dx, moreX, dy, moreY);
    }
  }
  return laid;
}

// row lays a piece of a line.
function row(ink, laid, width, height, from, to, y, dx, moreX, dy, moreY) {
  for (let x = from; x < to; x += 1) {
    const u = Math.max(0, Math.min(width - 2, x + dx + moreX * (x - from)));
    const v = Math.max(0, Math.min(height - 2, y + dy + moreY * (x - from)));
    const k = (v | 0) * width + (u | 0);
    const fx = u - (u | 0);
    const fy = v - (v | 0);
    laid[y * width + x] = (ink[k] * (1 - fx) + ink[k + 1] * fx) * (1 - fy) + (ink[k + width] * (1 - fx) + ink[k + width + 1] * fx) * fy;
  }
}
