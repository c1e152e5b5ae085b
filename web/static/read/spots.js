// @ts-check
// Dark spots in a picture: what is darker than its surroundings, in pieces.

/** @typedef {{area: number, x: number, y: number, xx: number, xy: number, yy: number}} Spot middle and spread of a piece */

const WINDOW = 52; // pixels around, for the mean of the surroundings
const DARKER = 0.72; // of that mean

// dark marks what is darker than its surroundings.
/** @param {import("./picture.js").Grey} picture */
function dark({ width, height, data }) {
  const out = new Uint8Array(width * height);
  const columns = new Uint32Array(width); // sums of the lines around
  for (let i = 0, x = 0; i < Math.min(height, WINDOW) * width; i += 1, x = x + 1 === width ? 0 : x + 1) columns[x] += data[i];
  for (let y = 0; y < height; y += 1) {
    row(data, columns, out, y * width, width, Math.min(height, y + WINDOW) - Math.max(0, y - WINDOW));
    const [come, go] = [(y + WINDOW) * width, (y - WINDOW) * width];
    if (y + WINDOW < height) for (let x = 0; x < width; x += 1) columns[x] += data[come + x];
    if (go >= 0) for (let x = 0; x < width; x += 1) columns[x] -= data[go + x];
  }
  return out;
}

// row does so on one line, of whose columns the sums are known.
function row(data, columns, out, start, width, high) {
  let sum = 0;
  for (let x = 0; x < Math.min(width, WINDOW); x += 1) sum += columns[x];
  for (let x = 0, i = start; x < width; x += 1, i += 1) {
    const wide = Math.min(width, x + WINDOW) - Math.max(0, x - WINDOW);
    if (data[i] * high * wide < DARKER * sum) out[i] = 1;
    if (x + WINDOW < width) sum += columns[x + WINDOW];
    if (x >= WINDOW) sum -= columns[x - WINDOW];
  }
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
