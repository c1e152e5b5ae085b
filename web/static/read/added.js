// @ts-check
// What stands on a paper and was not printed there, and what was printed and
// is not seen. The print is first laid exactly over the paper, piece by piece,
// since no paper is quite flat.

const STEP = 48; // pixels from one place where print and paper are compared to the next
const HALF = 40; // half the width of what is compared there
const TALL = 28; // half its height
const REACH = 6; // pixels by which the paper may be off
const OPEN = 0.3; // print, up to which written ink is seen
const LETTER = 0.85; // print, up to which it is seen if it is dark
const LOWEST = 0.05; // what is lighter than paper counts as no lighter than this

/**
 * @typedef {object} Added
 * @property {Float32Array} laid the ink of the paper, in the place of the print
 * @property {Float32Array} more ink that was not printed, where the paper is open: the mean of a place and its neighbours
 * @property {Uint8Array} open 1 where ink would be seen, for there is no print; 2 between letters, where dark ink would
 * @property {Uint8Array} less 1 where printed ink is not seen
 * @property {Uint8Array} printed 1 where there is printed ink
 * @property {number} black how dark the print is
 * @property {number} noise what the ink of white paper varies by
 * @property {number} blur which of the blurred prints is like this one
 */

// added compares a flat paper with the print.
/** @param {import("./flat.js").Flat} flat @param {import("./round.js").RoundPicture} round @returns {Added} */
export function added({ ink }, round) {
  const { noise, bias } = white(ink, round);
  for (let i = 0; i < ink.length; i += 1) ink[i] -= bias;
  const rough = field(ink, round, round.blurred[3], 0.9);
  const { black, blur } = darkness(ink, round, rough);
  const print = round.blurred[blur];
  return { ...difference(ink, round, field(ink, round, print, black), print, black), black, noise, blur };
}

// white measures the paper where nothing is printed: what its ink is on
// average and how it varies, without what was written there.
function white(ink, { blurred, blind }) {
  const print = blurred[blurred.length - 1];
  const count = new Uint32Array(512); // from -0.5 to 0.5
  let n = 0;
  for (let i = 0; i < ink.length; i += 3) {
    if (print[i] > 0.004 || blind[i]) continue;
    count[Math.max(0, Math.min(511, Math.round((ink[i] + 0.5) * 511)))] += 1;
    n += 1;
  }
  const part = (share) => {
    let sum = 0;
    for (let i = 0; i < 512; i += 1) if ((sum += count[i]) >= share * n) return i / 511 - 0.5;
    return 0.5;
  };
  const bias = part(0.5);
  return { bias, noise: Math.max(0.002, (bias - part(0.16))) };
}

// field finds at places all over the page by how much the paper is off.
function field(ink, { width, height, blind }, print, black) {
  const columns = Math.ceil(width / STEP) + 1;
  const lines = Math.ceil(height / STEP) + 1;
  const found = [];
  for (let j = 0; j < lines; j += 1) {
    for (let i = 0; i < columns; i += 1) found.push(shift(ink, print, blind, width, height, i * STEP, j * STEP, black));
  }
  return { columns, lines, shifts: smooth(found, columns, lines) };
}

// shift looks for the place of the print around one place of the paper. Only
// ink that is missing counts, so that what was written does not draw it away.
function shift(ink, print, blind, width, height, cx, cy, black) {
  const points = [];
  for (let y = Math.max(REACH, cy - TALL); y < Math.min(height - REACH, cy + TALL); y += 1) {
    for (let x = Math.max(REACH, cx - HALF) + (y & 1); x < Math.min(width - REACH, cx + HALF); x += 2) {
      const i = y * width + x;
      if (print[i] > 0.2 && !blind[i]) points.push(i);
    }
  }
  if (points.length < 24) return { x: 0, y: 0, wx: 0, wy: 0 };
  const each = Math.max(1, Math.floor(points.length / 160));
  const cost = (dx, dy) => {
    let sum = 0;
    const off = dy * width + dx;
    for (let k = 0; k < points.length; k += each) {
      const miss = black * print[points[k]] - ink[points[k] + off];
      if (miss > 0) sum += miss > 0.5 ? 0.5 : miss;
    }
    return sum;
  };
  const costs = new Map();
  const at = (dx, dy) => {
    const key = dx * 32 + dy;
    if (!costs.has(key)) costs.set(key, cost(dx, dy) + 0.002 * points.length / each * (dx * dx + dy * dy) / 36);
    return costs.get(key);
  };
  let best = [0, 0];
  for (let dy = -REACH; dy <= REACH; dy += 2) for (let dx = -REACH; dx <= REACH; dx += 2) if (at(dx, dy) < at(best[0], best[1])) best = [dx, dy];
  for (const [dx, dy] of [[-1, -1], [0, -1], [1, -1], [-1, 0], [1, 0], [-1, 1], [0, 1], [1, 1]].map(([a, b]) => [best[0] + a, best[1] + b])) {
    if (Math.abs(dx) <= REACH && Math.abs(dy) <= REACH && at(dx, dy) < at(best[0], best[1])) best = [dx, dy];
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

// offsets calls visit with the shift of each pixel of the page.
function offsets({ columns, shifts }, width, height, visit) {
  for (let y = 0; y < height; y += 1) {
    const j = Math.floor(y / STEP);
    const fy = y / STEP - j;
    for (let x = 0; x < width; x += 1) {
      const i = (x / STEP) | 0;
      const fx = x / STEP - i;
      const k = j * columns + i;
      const [a, b, c, d] = [shifts[k], shifts[k + 1], shifts[k + columns], shifts[k + columns + 1]];
      visit(y * width + x, x,
        (a.x * (1 - fx) + b.x * fx) * (1 - fy) + (c.x * (1 - fx) + d.x * fx) * fy, y,
        (a.y * (1 - fx) + b.y * fx) * (1 - fy) + (c.y * (1 - fx) + d.y * fx) * fy);
    }
  }
}

// darkness finds how dark the print is on this paper and how sharp it is seen.
function darkness(ink, { width, height, blurred, blind }, off) {
  let best = { cost: Infinity, black: 0, blur: 0 };
  const places = [];
  offsets(off, width, height, (i, x, dx, y, dy) => {
    if ((x * 7 + y * 13) % 29 || blind[i] || blurred[6][i] < 0.08) return;
    const k = (Math.round(y + dy)) * width + Math.round(x + dx);
    if (k >= 0 && k < ink.length) places.push(i, k);
  });
  for (let blur = 0; blur < blurred.length; blur += 1) {
    const print = blurred[blur];
    let [both, squares] = [0, 0];
    for (let n = 0; n < places.length; n += 2) {
      both += print[places[n]] * ink[places[n + 1]];
      squares += print[places[n]] ** 2;
    }
    const black = Math.min(1.1, both / Math.max(1e-6, squares));
    let cost = 0;
    for (let n = 0; n < places.length; n += 2) cost += Math.min(0.05, (ink[places[n + 1]] - black * print[places[n]]) ** 2);
    if (cost < best.cost) best = { cost, black, blur };
  }
  return best;
}

// difference takes the print off the paper. Beside a printed edge a pixel may
// be as dark as its darkest neighbour in print.
function difference(ink, { width, height, blind, ruled }, off, print, black) {
  const most = neighbours(print, width, height, Math.max);
  const least = neighbours(print, width, height, Math.min);
  const laid = new Float32Array(ink.length);
  const raw = new Float32Array(ink.length);
  const open = new Uint8Array(ink.length);
  const less = new Uint8Array(ink.length);
  const printed = new Uint8Array(ink.length);
  offsets(off, width, height, (i, x, dx, y, dy) => {
    const u = Math.max(0, Math.min(width - 2, x + dx));
    const v = Math.max(0, Math.min(height - 2, y + dy));
    const k = (v | 0) * width + (u | 0);
    const fx = u - (u | 0);
    const fy = v - (v | 0);
    const value = (ink[k] * (1 - fx) + ink[k + 1] * fx) * (1 - fy) + (ink[k + width] * (1 - fx) + ink[k + width + 1] * fx) * fy;
    laid[i] = value;
    if (blind[i]) return;
    if (most[i] < OPEN) {
      open[i] = 1;
      raw[i] = Math.max(-LOWEST, value - 1.1 * black * most[i]);
    } else if (most[i] < LETTER && !ruled[i]) {
      open[i] = 2;
      raw[i] = value - black * (0.45 * print[i] + 0.6 * most[i]);
    }
    if (print[i] > 0.3) {
      printed[i] = 1;
      if (value < 0.4 * black * least[i]) less[i] = 1;
    }
  });
  return { laid, more: mean(raw, open, width, height), open, less, printed };
}

// mean gives the mean of the open places among a place and its neighbours.
function mean(raw, open, width, height) {
  const out = new Float32Array(raw.length);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, i = y * width + 1; x < width - 1; x += 1, i += 1) {
      if (open[i] === 2) out[i] = raw[i];
      if (open[i] !== 1) continue;
      let sum = 0;
      let n = 0;
      for (let k = i - width - 1; k <= i + width + 1; k += width) {
        for (let j = k; j < k + 3; j += 1) {
          if (open[j] !== 1) continue;
          sum += raw[j];
          n += 1;
        }
      }
      out[i] = n > 2 ? sum / n : 0;
    }
  }
  return out;
}

// neighbours gives the greatest or least of each pixel and those around it.
function neighbours(from, width, height, choose) {
  const lines = new Float32Array(from.length);
  const out = new Float32Array(from.length);
  for (let i = 1; i < from.length - 1; i += 1) lines[i] = choose(from[i - 1], from[i], from[i + 1]);
  for (let i = width; i < from.length - width; i += 1) out[i] = choose(lines[i - width], lines[i], lines[i + width]);
  return out;
}
