// @ts-check
// Dark spots in a picture: what is darker than its surroundings, in pieces.

/** @typedef {{area: number, x: number, y: number, xx: number, xy: number, yy: number}} Spot middle and spread of a piece */

const WINDOW = 52; // pixels around, for the mean of the surroundings
const DARKER = 0.72; // of that mean

// sums gives for each pixel the sum of all that stand above and left of it.
/** @param {import("./picture.js").Grey} picture */
export function sums({ width, height, data }) {
  const w = width + 1;
  const out = new Uint32Array(w * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let line = 0;
    for (let x = 0; x < width; x += 1) {
      line += data[y * width + x];
      out[(y + 1) * w + x + 1] = out[y * w + x + 1] + line;
    }
  }
  return out;
}

// dark marks what is darker than its surroundings.
/** @param {import("./picture.js").Grey} picture */
function dark({ width, height, data }) {
  const total = sums({ width, height, data });
  const w = width + 1;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const top = Math.max(0, y - WINDOW) * w;
    const low = Math.min(height, y + WINDOW) * w;
    const high = (low - top) / w;
    for (let x = 0, i = y * width; x < width; x += 1, i += 1) {
      const left = Math.max(0, x - WINDOW);
      const right = Math.min(width, x + WINDOW);
      const mean = total[low + right] - total[low + left] - total[top + right] + total[top + left];
      out[i] = data[i] * high * (right - left) < DARKER * mean ? 1 : 0;
    }
  }
  return out;
}

// spots gives the dark pieces of a picture whose size is between two bounds.
/** @param {import("./picture.js").Grey} picture @param {number} least @param {number} most @returns {Spot[]} */
export function spots(picture, least, most) {
  return pieces(thinned(dark(picture), picture.width), picture.width, picture.height)
    .filter(({ area }) => area >= least && area <= most)
    .map(whole);
}

// thinned takes the rim off every piece, so that thin lines are gone and what
// they joined stands alone.
function thinned(marked, width) {
  const out = new Uint8Array(marked.length);
  for (let i = width; i < marked.length - width; i += 1) {
    out[i] = marked[i] & marked[i - 1] & marked[i + 1] & marked[i - width] & marked[i + width];
  }
  return out;
}

// whole gives a piece as it was before its rim was taken off.
/** @returns {Spot} */
function whole({ area, x, y, xx, xy, yy }) {
  const side = Math.sqrt(area);
  const wider = ((side + 2) / side) ** 2;
  return {
    area: area * wider,
    x: x / area,
    y: y / area,
    xx: wider * (xx / area - (x / area) ** 2 + 1 / 12),
    xy: wider * (xy / area - (x * y) / area ** 2),
    yy: wider * (yy / area - (y / area) ** 2 + 1 / 12),
  };
}

// pieces joins the marked pixels that touch, run after run of a line.
/** @param {Uint8Array} marked @param {number} width @param {number} height */
function pieces(marked, width, height) {
  const owner = []; // of a run's piece: itself or an older one
  const list = [];
  const find = (i) => {
    while (owner[i] !== i) i = owner[i] = owner[owner[i]];
    return i;
  };
  let above = [];
  for (let y = 0; y < height; y += 1) {
    const runs = [];
    let k = 0;
    for (let x = 0, i = y * width; x < width; x += 1) {
      if (!marked[i + x]) continue;
      const from = x;
      while (x < width && marked[i + x]) x += 1;
      const run = { from, to: x, id: -1 };
      while (k < above.length && above[k].to < from) k += 1;
      for (let j = k; j < above.length && above[j].from <= x; j += 1) {
        const other = find(above[j].id);
        if (run.id < 0) run.id = other;
        else owner[find(run.id)] = other;
      }
      if (run.id < 0) run.id = owner.push(owner.length) - 1;
      runs.push(run);
      add(list, run, y);
    }
    above = runs;
  }
  const joined = new Map();
  list.forEach((piece, i) => {
    const root = find(i);
    const to = joined.get(root);
    if (!to) joined.set(root, piece);
    else for (const key of Object.keys(piece)) to[key] += piece[key];
  });
  return [...joined.values()];
}

// add puts a run of a line to its piece.
function add(list, { from, to, id }, y) {
  const piece = (list[id] ??= { area: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 });
  const n = to - from;
  const x = ((from + to - 1) * n) / 2;
  const high = to - 1;
  const low = from - 1;
  const squares = (high * (high + 1) * (2 * high + 1) - low * (low + 1) * (2 * low + 1)) / 6;
  piece.area += n;
  piece.x += x;
  piece.y += y * n;
  piece.xx += squares;
  piece.xy += x * y;
  piece.yy += y * y * n;
}
