// @ts-check
// What the print is like on one paper: how dark, how sharp, and by how much
// its letters are thicker or thinner than they were drawn.

const USED = 5000; // places in and around letters that tell what the print is like
const SEEN = 2500; // places all over the print that tell how dark and how sharp it is
const NONE = 0.002; // what is lighter than this is not printed
const OPEN = 0.3; // print, up to which written ink is seen
const LETTER = 0.85; // print, up to which it is seen if it is dark
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
  if (round.spread) return round.spread;
  const { width, blurred, blind } = round;
  const all = where(blind, (i) => ((i % width) * 7 + Math.floor(i / width) * 13) % 29 === 0 && !blind[i] && blurred[6][i] >= 0.08);
  round.spread = some(all, SEEN);
  return round.spread;
}

// some takes about so many of the places.
function some(places, many) {
  const each = Math.ceil(places.length / many);
  return places.filter((_, k) => k % each === 0);
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
// any picture that was drawn: how much, all that is printed on the page tells. It
// returns what letters are off by all the same.
/**
 * @param {Float32Array} laid @param {Print} print @param {number} black
 * @param {Float32Array} out nothing but what was expected of the print before
 */
export function expected(laid, print, black, out) {
  const { inked, parts } = print;
  const [a, b, c, d, e] = weigh(laid, print, black);
  for (let k = 0, p = 0; k < inked.length; k += 1, p += PARTS) {
    const value = a * parts[p] + b * parts[p + 1] + c * parts[p + 2] + d * parts[p + 3] + e * parts[p + 4];
    out[inked[k]] = value > 0 ? value : 0;
  }
  return misfit(laid, print, out);
}

// misfit gives the root of the mean square of what letters are off by, without
// what was written on them.
function misfit(laid, { letters }, model) {
  let [sum, n] = [0, 1];
  for (const i of letters) {
    const off = laid[i] - model[i];
    if (Math.abs(off) > CLIPPED[2]) continue;
    sum += off * off;
    n += 1;
  }
  return Math.sqrt(sum / n);
}

/**
 * @typedef {object} Print a print as sharp as it is seen on a paper
 * @property {Float32Array} print how dark each place is
 * @property {Float32Array} least the same of its lightest neighbour
 * @property {Uint8Array} open 1 where ink would be seen, for there is no print; 2 between letters, where dark ink would
 * @property {Uint8Array} many of a place and its neighbours are open, where that is enough
 * @property {Int32Array} inked places where anything is printed
 * @property {Uint8Array} beside 1 where anything is printed, or beside a place where it is
 * @property {Beside} near places open to ink that are inked, or beside one that is
 * @property {Beside} between the same between letters
 * @property {Float32Array} parts of which the print on a paper is a mixture, for each inked place
 * @property {Int32Array} letters places in and around them
 * @property {Float32Array} lettered the parts there
 */

/** @typedef {{places: Int32Array, darkest: Int32Array}} Beside places, and of each and its neighbours where print is darkest */

// printOf gives a print of a sharpness. It is made once it is needed.
/** @param {import("./round.js").RoundPicture} round @param {number} blur @returns {Print} */
export function printOf(round, blur) {
  return (round.prints[blur] ??= makePrint(round, blur));
}

function makePrint({ ink, blurred, width, blind, ruled }, blur) {
  const print = blurred[blur];
  const [sharper, softer] = [blur > 0 ? blurred[blur - 1] : ink, blurred[Math.min(blur + 2, blurred.length - 1)]];
  const [most, least] = [neighbours(print, width, true), neighbours(print, width, false)];
  const partsAt = (places) => {
    const parts = new Float32Array(PARTS * places.length);
    for (let k = 0, p = 0; k < places.length; k += 1, p += PARTS) {
      const i = places[k];
      parts[p] = print[i];
      parts[p + 1] = sharper[i] - print[i];
      parts[p + 2] = softer[i] - print[i];
      parts[p + 3] = most[i] - print[i];
      parts[p + 4] = print[i] - least[i];
    }
    return parts;
  };
  const open = openOf(most, blind, ruled);
  const inked = where(print, (i) => softer[i] > NONE || most[i] > NONE);
  const beside = besideOf(inked, width, print.length);
  const letters = some(where(print, (i) => !blind[i] && !ruled[i] && blurred[6][i] >= 0.04), USED);
  const [near, between] = [1, 2].map((kind) => {
    const places = where(open, (i) => beside[i] === 1 && open[i] === kind);
    return { places, darkest: places.map((i) => darkestAt(print, i, width)) };
  });
  return { print, least, open, many: manyOf(open, width), inked, beside, near, between, letters,
    parts: partsAt(inked), lettered: partsAt(letters) };
}

// where lists the places of which something is so.
/** @param {ArrayLike<number>} all @param {(i: number) => boolean} so */
function where(all, so) {
  const list = new Int32Array(all.length);
  let n = 0;
  for (let i = 0; i < all.length; i += 1) if (so(i)) list[n++] = i;
  return list.slice(0, n);
}

// openOf tells where ink would be seen: 1, between letters 2.
function openOf(most, blind, ruled) {
  const open = new Uint8Array(most.length);
  for (let i = 0; i < most.length; i += 1) {
    if (!blind[i]) open[i] = most[i] < OPEN ? 1 : most[i] < LETTER && !ruled[i] ? 2 : 0;
  }
  return open;
}

// besideOf marks places and their neighbours.
function besideOf(places, width, n) {
  const beside = new Uint8Array(n);
  for (let k = 0; k < places.length; k += 1) {
    for (let i = places[k] - width; i <= places[k] + width; i += width) for (let at = i - 1; at <= i + 1; at += 1) if (at >= 0) beside[at] = 1;
  }
  return beside;
}

// darkestAt gives the darkest of a place and its neighbours.
function darkestAt(print, i, width) {
  let at = i;
  for (let k = i - width; k <= i + width; k += width) for (let n = k - 1; n <= k + 1; n += 1) if (print[n] > print[at]) at = n;
  return at;
}

// manyOf counts the open places among each open place and its neighbours; of too few there is no mean.
function manyOf(open, width) {
  const many = new Uint8Array(open.length);
  for (let i = width + 1; i < open.length - width - 1; i += 1) {
    if (open[i] !== 1) continue;
    let n = 0;
    for (let k = i - width; k <= i + width; k += width) n += (open[k - 1] & 1) + (open[k] & 1) + (open[k + 1] & 1);
    if (n > 2) many[i] = n;
  }
  return many;
}

// weigh finds the mixture that comes nearest to the paper, without what was
// written on it.
function weigh(laid, { letters, lettered }, black) {
  let weights = [black, 0, 0, 0, 0];
  for (const clip of CLIPPED) {
    const table = Array.from({ length: PARTS }, () => new Float64Array(PARTS + 1));
    const [a, b, c, d, e] = weights;
    let used = 0;
    for (let i = 0, p = 0; i < letters.length; i += 1, p += PARTS) {
      const value = laid[letters[i]];
      const off = value - a * lettered[p] - b * lettered[p + 1] - c * lettered[p + 2] - d * lettered[p + 3] - e * lettered[p + 4];
      if (off > clip || off < -clip) continue;
      used += 1;
      for (let k = 0; k < PARTS; k += 1) {
        const [line, part] = [table[k], lettered[p + k]];
        for (let n = k; n < PARTS; n += 1) line[n] += part * lettered[p + n];
        line[PARTS] += part * value;
      }
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
