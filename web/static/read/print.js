// @ts-check
// What the print is like on one paper: how dark, how sharp, and by how much
// its letters are thicker or thinner than they were drawn.

const USED = 3; // a sample is one in so many pixels of every second line of the print
const CLIPPED = [0.4, 0.2, 0.15]; // what is farther from the print than this was written there
const CALM = 0.0005; // how much it takes for the print to be other than it was drawn
const PARTS = 5;

// neighbours gives the greatest (or least) of each pixel and those around it.
/** @param {Float32Array} from @param {number} width @param {boolean} greatest */
export function neighbours(from, width, greatest) {
  const lines = new Float32Array(from.length);
  const out = new Float32Array(from.length);
  three(from, lines, 1, greatest);
  three(lines, out, width, greatest);
  return out;
}

function three(from, to, step, greatest) {
  const end = from.length - step;
  if (greatest) {
    for (let i = step; i < end; i += 1) {
      const a = from[i - step] > from[i] ? from[i - step] : from[i];
      to[i] = from[i + step] > a ? from[i + step] : a;
    }
    return;
  }
  for (let i = step; i < end; i += 1) {
    const a = from[i - step] < from[i] ? from[i - step] : from[i];
    to[i] = from[i + step] < a ? from[i + step] : a;
  }
}

// spread lists places all over the print.
/** @param {import("./round.js").RoundPicture} round */
export function spread(round) {
  const { width, height, blurred, blind } = round;
  if (round.spread) return round.spread;
  const list = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0, i = y * width; x < width; x += 1, i += 1) {
      if ((x * 7 + y * 13) % 29 === 0 && !blind[i] && blurred[6][i] >= 0.08) list.push(i);
    }
  }
  round.spread = Int32Array.from(list);
  return round.spread;
}

// darkness finds how dark the print is on a paper and how sharp it is seen, by
// the ink at places all over it.
/** @param {Float32Array} seen @param {import("./round.js").RoundPicture} round */
export function darkness(seen, round) {
  const { blurred } = round;
  const places = spread(round);
  let best = { cost: Infinity, black: 0, blur: 0 };
  for (let blur = 0; blur < blurred.length; blur += 1) {
    const print = blurred[blur];
    let [both, squares] = [0, 0];
    for (let k = 0; k < places.length; k += 1) {
      both += print[places[k]] * seen[k];
      squares += print[places[k]] ** 2;
    }
    const black = Math.min(1.1, both / Math.max(1e-6, squares));
    let cost = 0;
    for (let k = 0; k < places.length; k += 1) cost += Math.min(0.05, (seen[k] - black * print[places[k]]) ** 2);
    if (cost < best.cost) best = { cost, black, blur };
  }
  return best;
}

// expected gives how dark each place of the print must be on this paper.
// Printers make letters thicker or thinner, and cameras sharper or softer, than
// any picture that was drawn: how much, all that is printed on the page tells.
/** @param {Float32Array} laid @param {import("./round.js").RoundPicture} round @param {{black: number, blur: number}} seen */
export function expected(laid, round, { black, blur }) {
  const parts = partsOf(round, blur);
  const weights = weigh(laid, samplesOf(round), parts, black);
  const out = new Float32Array(laid.length);
  const [print, sharper, softer, most, least] = parts;
  const [a, b, c, d, e] = weights;
  for (let i = 0; i < out.length; i += 1) {
    if (softer[i] === 0 && most[i] === 0) continue;
    const value = a * print[i] + b * (sharper[i] - print[i]) + c * (softer[i] - print[i]) + d * (most[i] - print[i]) + e * (print[i] - least[i]);
    if (value > 0) out[i] = value;
  }
  return out;
}

// partsOf gives the pictures of which the print on a paper is a mixture.
/** @param {import("./round.js").RoundPicture} round @param {number} blur */
export function partsOf(round, blur) {
  const { ink, blurred, width } = round;
  round.parts[blur] ??= [blurred[blur], blur > 0 ? blurred[blur - 1] : ink, blurred[Math.min(blur + 2, blurred.length - 1)],
    neighbours(blurred[blur], width, true), neighbours(blurred[blur], width, false)];
  return round.parts[blur];
}

// samplesOf lists places in and around letters.
function samplesOf(round) {
  const { width, height, blind, ruled, blurred } = round;
  if (round.letters) return round.letters;
  const list = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = y % USED, i = y * width + x; x < width && y % 2 === 0; x += USED, i += USED) {
      if (!blind[i] && !ruled[i] && blurred[6][i] >= 0.04) list.push(i);
    }
  }
  round.letters = Int32Array.from(list);
  return round.letters;
}

// weigh finds the mixture that comes nearest to the paper, without what was
// written on it.
function weigh(laid, places, [print, sharper, softer, most, least], black) {
  let weights = [black, 0, 0, 0, 0];
  const f = new Float64Array(PARTS + 1);
  for (const clip of CLIPPED) {
    const table = Array.from({ length: PARTS }, () => new Float64Array(PARTS + 1));
    let used = 0;
    for (const i of places) {
      f.set([print[i], sharper[i] - print[i], softer[i] - print[i], most[i] - print[i], print[i] - least[i], laid[i]]);
      let off = laid[i];
      for (let k = 0; k < PARTS; k += 1) off -= weights[k] * f[k];
      if (Math.abs(off) > clip) continue;
      used += 1;
      for (let k = 0; k < PARTS; k += 1) for (let n = k; n <= PARTS; n += 1) table[k][n] += f[k] * f[n];
    }
    for (let k = 0; k < PARTS; k += 1) for (let n = 0; n < k; n += 1) table[k][n] = table[n][k];
    for (let k = 0; k < PARTS; k += 1) table[k][k] += CALM * used + 1e-6;
    weights = solve(table);
  }
  return weights;
}

// solve gives the solution of linear equations.
function solve(table) {
  const n = table.length;
  for (let a = 0; a < n; a += 1) {
    for (let b = a + 1; b < n; b += 1) {
      const times = table[b][a] / table[a][a];
      for (let k = a; k <= n; k += 1) table[b][k] -= times * table[a][k];
    }
  }
  const out = new Array(n).fill(0);
  for (let a = n - 1; a >= 0; a -= 1) {
    let value = table[a][n];
    for (let b = a + 1; b < n; b += 1) value -= table[a][b] * out[b];
    out[a] = value / table[a][a];
  }
  return out;
}
