// @ts-check
// Dark spots in a picture: what is darker than its surroundings, in pieces.

/** @typedef {{area: number, x: number, y: number, xx: number, xy: number, yy: number}} Spot middle and spread of a piece */

const BLOCK = 8; // pixels of a side of the squares by which a picture is looked at
const AROUND = 6; // such squares on each side, for the mean of the surroundings
const DARKER = 0.72; // of that mean

// dark marks what is darker than its surroundings.
/** @param {import("./picture.js").Grey} picture */
function dark({ width, height, data }) {
  const out = new Uint8Array((width * height + 3) & ~3);
  const [columns, lines] = [Math.ceil(width / BLOCK), Math.ceil(height / BLOCK)];
  const limits = around(blocks(width, height, data, columns, lines), columns, lines);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let bx = 0, k = Math.floor(y / BLOCK) * columns; bx < columns; bx += 1, k += 1) {
      const limit = limits[k];
      for (const end = y * width + Math.min(width, (bx + 1) * BLOCK); i < end; i += 1) if (data[i] < limit) out[i] = 1;
    }
  }
  return out;
}

// blocks gives the mean of every square of a picture, by a quarter of its pixels.
function blocks(width, height, data, columns, lines) {
  const sums = new Float32Array(columns * lines);
  for (let y = 0; y < height; y += 2) {
    for (let x = 0, i = y * width, k = Math.floor(y / BLOCK) * columns; x < width; x += 2, i += 2) sums[k + ((x / BLOCK) | 0)] += data[i];
  }
  const seen = (k, size) => Math.ceil((Math.min(size, (k + 1) * BLOCK) - k * BLOCK) / 2);
  for (let k = 0; k < sums.length; k += 1) sums[k] /= seen(k % columns, width) * seen(Math.floor(k / columns), height);
  return sums;
}

// around gives for every square what is dark among the squares around it.
function around(means, columns, lines) {
  const wide = columns + 1;
  const total = new Float64Array(wide * (lines + 1));
  for (let y = 0; y < lines; y += 1) {
    let line = 0;
    for (let x = 0, i = (y + 1) * wide + 1; x < columns; x += 1, i += 1) total[i] = total[i - wide] + (line += means[y * columns + x]);
  }
  const limits = new Uint8Array(means.length);
  for (let y = 0, k = 0; y < lines; y += 1) {
    const [y0, y1] = [Math.max(0, y - AROUND), Math.min(lines, y + AROUND + 1)];
    for (let x = 0; x < columns; x += 1, k += 1) {
      const x0 = Math.max(0, x - AROUND);
      const x1 = Math.min(columns, x + AROUND + 1);
      const sum = total[y1 * wide + x1] - total[y1 * wide + x0] - total[y0 * wide + x1] + total[y0 * wide + x0];
      limits[k] = Math.ceil((DARKER * sum) / ((x1 - x0) * (y1 - y0)));
    }
  }
  return limits;
}

// spots gives the dark pieces of a picture whose size is between two bounds.
/** @param {import("./picture.js").Grey} picture @param {number} least @param {number} most @returns {Spot[]} */
export function spots(picture, least, most) {
  return pieces(dark(picture), picture.width, picture.height)
    .filter(({ area }) => area >= least && area <= most)
    .map(whole);
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

// pieces joins the marked pixels that touch, run after run of a line. The rim is
// taken off every piece, so that thin lines are gone and what they joined stands
// alone.
/** @param {Uint8Array} marked @param {number} width @param {number} height */
function pieces(marked, width, height) {
  const owner = []; // of a run's piece: itself or an older one
  const list = [];
  const find = (i) => {
    while (owner[i] !== i) i = owner[i] = owner[owner[i]];
    return i;
  };
  const four = new Uint32Array(marked.buffer); // four pixels at once: most are not marked
  const inside = (i) => marked[i] & marked[i - 1] & marked[i + 1] & marked[i - width] & marked[i + width];
  let above = [];
  for (let y = 1; y < height - 1; y += 1) {
    const runs = [];
    let k = 0;
    for (let x = 0, i = y * width; x < width; x += 1) {
      if (four[(i + x) >> 2] === 0) x += 3 - ((i + x) & 3);
      else if (inside(i + x)) {
        const from = x;
        while (x < width && inside(i + x)) x += 1;
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
