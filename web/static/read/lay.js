// @ts-check
// The print is laid exactly over the paper, piece by piece, since no paper is
// quite flat.

const REACH = 6; // pixels by which the paper may be off

/**
 * @typedef {object} Net how places lie at which print and paper are compared
 * @property {number} x pixels from one to the next
 * @property {number} y the same, down
 * @property {number} half half the width of what is compared at each
 * @property {number} tall half its height
 * @property {number} points printed points that are compared there
 */

/** @type {Net} where the paper is looked for all around */
const ROUGH = { x: 48, y: 48, half: 40, tall: 28, points: 40 };
/** @type {Net} and where that is known roughly: so near to one another that a fold bends print between few */
const FINE = { x: 48, y: 24, half: 48, tall: 14, points: 110 };

/**
 * @typedef {object} Off by how much a paper is off, at places all over the page
 * @property {Net} net @property {number} columns @property {number} lines @property {{x: number, y: number}[]} shifts
 */
/** @typedef {{at: Int32Array, print: Float32Array}} Points of the print around a place, and how dark they are */

// field finds at places all over the page by how much the paper is off; where
// that is known roughly, it looks no farther than around it.
/**
 * @param {Float32Array} ink @param {import("./round.js").RoundPicture} round
 * @param {Float32Array} print @param {number} black
 * @param {Off} [rough] @returns {Off}
 */
export function field(ink, round, print, black, rough) {
  const { width, height } = round;
  const [net, known] = rough ? [FINE, round.places.fine] : [ROUGH, round.places.rough];
  const [columns, lines] = [Math.ceil(width / net.x) + 1, Math.ceil(height / net.y) + 1];
  if (!known.has(print)) known.set(print, placesOf(round, print, columns, lines, net));
  const near = (k) => rough && offAt(rough, (k % columns) * net.x, Math.floor(k / columns) * net.y);
  const found = known.get(print).map((points, k) => shift(ink, points, width, black, near(k)));
  return { net, columns, lines, shifts: smooth(found, columns, lines) };
}

// placesOf lists, around each place where print and paper are compared, points
// that are printed.
/** @returns {Points[]} */
function placesOf({ width, height, blind }, print, columns, lines, { x: wide, y: high, half, tall, points: most }) {
  return Array.from({ length: columns * lines }, (_, k) => {
    const [cx, cy] = [(k % columns) * wide, Math.floor(k / columns) * high];
    const points = [];
    for (let y = Math.max(REACH, cy - tall); y < Math.min(height - REACH, cy + tall); y += 1) {
      for (let x = Math.max(REACH, cx - half) + (y & 1); x < Math.min(width - REACH, cx + half); x += 2) {
        const i = y * width + x;
        if (print[i] > 0.2 && !blind[i]) points.push(i);
      }
    }
    const each = Math.max(1, Math.floor(points.length / most));
    const at = Int32Array.from(points.length < 24 ? [] : points.filter((_, n) => n % each === 0));
    return { at, print: Float32Array.from(at, (i) => print[i]) };
  });
}

// missing tells how much of the print is not seen where it would be if the
// paper were off by so much. Ink that was added does not count, so that what
// was written does not draw the print away.
function missing(ink, { at, print }, off, black) {
  let sum = 0;
  for (let k = 0; k < at.length; k += 1) {
    const miss = black * print[k] - ink[at[k] + off];
    sum += miss > 0.5 ? 0.5 : (miss + Math.abs(miss)) / 2; // none where it is less than none, without a branch
  }
  return sum;
}

const SIDE = 2 * REACH + 1;
const costs = new Float64Array(SIDE * SIDE);

// shift looks for the place of the print around one place of the paper.
function shift(ink, points, width, black, rough) {
  if (points.at.length === 0) return { x: 0, y: 0, wx: 0, wy: 0 };
  costs.fill(-1);
  const at = (dx, dy) => {
    const key = (dy + REACH) * SIDE + dx + REACH;
    if (costs[key] < 0) costs[key] = missing(ink, points, dy * width + dx, black) + 0.002 * points.at.length * (dx * dx + dy * dy) / 36;
    return costs[key];
  };
  let best = rough ? [Math.round(rough.x), Math.round(rough.y)] : [0, 0];
  const nearer = (dx, dy) => {
    if (Math.abs(dx) <= REACH && Math.abs(dy) <= REACH && at(dx, dy) < at(best[0], best[1])) best = [dx, dy];
  };
  if (!rough) for (let dy = -REACH; dy <= REACH; dy += 3) for (let dx = -REACH; dx <= REACH; dx += 3) nearer(dx, dy);
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

// offAt gives by how much a paper is off at a place, between those where that is known.
/** @param {Off} off @param {number} x @param {number} y */
function offAt({ net, columns, lines, shifts }, x, y) {
  const [i, j] = [Math.min(columns - 2, Math.floor(x / net.x)), Math.min(lines - 2, Math.floor(y / net.y))];
  const [fx, fy, k] = [x / net.x - i, y / net.y - j, j * columns + i];
  const [a, b, c, d] = [shifts[k], shifts[k + 1], shifts[k + columns], shifts[k + columns + 1]];
  const mix = (p, q, r, s) => (p + (q - p) * fx) * (1 - fy) + (r + (s - r) * fx) * fy;
  return { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) };
}

// inkAt gives the ink of a paper in the place of some of the print.
/** @param {Float32Array} ink @param {import("./round.js").RoundPicture} round @param {Off} off @param {Int32Array} places */
export function inkAt(ink, { width, height }, off, places) {
  return Float32Array.from(places, (i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const by = offAt(off, x, y);
    const u = Math.max(0, Math.min(width - 1, Math.round(x + by.x)));
    return ink[Math.max(0, Math.min(height - 1, Math.round(y + by.y))) * width + u];
  });
}

// lay puts the ink of a paper in the place of the print.
/** @param {Float32Array} ink @param {import("./round.js").RoundPicture} round @param {Off} off @param {Float32Array} laid */
export function lay(ink, { width, height }, { net, columns, shifts }, laid) {
  for (let y = 0; y < height; y += 1) {
    const j = (y / net.y) | 0;
    const fy = y / net.y - j;
    for (let i = 0; i * net.x < width; i += 1) {
      const k = j * columns + i;
      const [a, b, c, d] = [shifts[k], shifts[k + 1], shifts[k + columns], shifts[k + columns + 1]];
      const dx = a.x + (c.x - a.x) * fy;
      const dy = a.y + (c.y - a.y) * fy;
      const moreX = (b.x + (d.x - b.x) * fy - dx) / net.x;
      const moreY = (b.y + (d.y - b.y) * fy - dy) / net.x;
      row(ink, laid, width, height, i * net.x, Math.min(width, (i + 1) * net.x), y, dx, moreX, dy, moreY);
    }
  }
}

// row lays a piece of a line.
function row(ink, laid, width, height, from, to, y, dx, moreX, dy, moreY) {
  const [right, low] = [width - 2, height - 2];
  for (let x = from, u = x + dx, v = y + dy; x < to; x += 1, u += 1 + moreX, v += moreY) {
    const across = u < 0 ? 0 : u > right ? right : u;
    const down = v < 0 ? 0 : v > low ? low : v;
    const [left, top] = [across | 0, down | 0];
    const k = top * width + left;
    const fx = across - left;
    const fy = down - top;
    const above = ink[k] + (ink[k + 1] - ink[k]) * fx;
    const below = ink[k + width] + (ink[k + width + 1] - ink[k + width]) * fx;
    laid[y * width + x] = above + (below - above) * fy;
  }
}
