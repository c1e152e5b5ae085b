// @ts-check
// Where a paper lies in a picture: its four corner marks are found among the
// dark spots, and what is printed tells which way up it lies.
import { at, plane, stretch } from "./plane.js";
import { spots } from "./spots.js";

/** @typedef {import("./spots.js").Spot} Spot */
/** @typedef {import("./plane.js").Plane} Plane */

const SQUARE = 0.12; // how far the area of a mark may be from that of a square of its spread
const ALIKE = 0.45; // how far the spread of a mark may be from what the page makes of it
const MOST = 14; // spots that are tried as marks
const SURE = 0.45; // how much of the print must be seen where it should be

// pages finds the papers in a picture.
/** @param {import("./picture.js").Grey} picture @param {import("./round.js").RoundPicture} round @returns {Plane[]} */
export function pages(picture, round) {
  const marks = candidates(picture);
  /** @type {{plane: Plane, score: number, corners: Spot[]}[]} */
  const found = [];
  for (const four of fours(marks)) {
    for (let turn = 0; turn < 4; turn += 1) {
      const corners = [0, 1, 2, 3].map((i) => four[(i + turn) % 4]);
      const p = fits(corners, round.marks);
      if (!p) continue;
      const score = seen(picture, p, round.samples);
      if (score > SURE) found.push({ plane: p, score, corners });
    }
  }
  found.sort((a, b) => b.score - a.score);
  const taken = new Set();
  return found
    .filter(({ corners }) => corners.every((c) => !taken.has(c)) && corners.every((c) => taken.add(c)))
    .map((page) => page.plane);
}

// candidates are the spots that may be squares, the largest first.
/** @param {import("./picture.js").Grey} picture */
function candidates(picture) {
  return spots(picture, 30, 4000)
    .map((spot) => ({ spot, off: Math.abs(spot.area / (12 * Math.sqrt(Math.max(1e-9, spot.xx * spot.yy - spot.xy ** 2))) - 1) }))
    .filter(({ spot, off }) => off < SQUARE && slim(spot) < 5)
    .sort((a, b) => a.off - b.off)
    .slice(0, MOST)
    .map(({ spot }) => spot)
    .sort((a, b) => b.area - a.area);
}

// slim gives how much longer a spot is than wide, squared.
function slim({ xx, xy, yy }) {
  const half = (xx + yy) / 2;
  const root = Math.sqrt(Math.max(0, half ** 2 - xx * yy + xy ** 2));
  return (half + root) / Math.max(1e-9, half - root);
}

// fours gives every four spots that are the corners of a shape without dents,
// in the order of the clock.
function* fours(marks) {
  const n = marks.length;
  for (let a = 0; a < n; a += 1) {
    for (let b = a + 1; b < n && marks[a].area < 4 * marks[b].area; b += 1) {
      for (let c = b + 1; c < n && marks[a].area < 4 * marks[c].area; c += 1) {
        for (let d = c + 1; d < n && marks[a].area < 4 * marks[d].area; d += 1) {
          const four = clockwise([marks[a], marks[b], marks[c], marks[d]]);
          if (four) yield four;
        }
      }
    }
  }
}

function clockwise(four) {
  const x = four.reduce((sum, s) => sum + s.x, 0) / 4;
  const y = four.reduce((sum, s) => sum + s.y, 0) / 4;
  four.sort((a, b) => Math.atan2(a.y - y, a.x - x) - Math.atan2(b.y - y, b.x - x));
  for (let i = 0; i < 4; i += 1) {
    const [p, q, r] = [four[i], four[(i + 1) % 4], four[(i + 2) % 4]];
    if ((q.x - p.x) * (r.y - q.y) - (q.y - p.y) * (r.x - q.x) < 100) return null;
  }
  return four;
}

// fits gives the plane on which four spots are the corner marks, each of the
// size and shape that it has there, or null.
function fits(corners, marks) {
  const p = plane(marks, corners);
  if (!p) return null;
  const good = corners.every((spot, i) => {
    const [ax, ay, bx, by] = stretch(p, marks[i].x, marks[i].y);
    const s = marks[i].side ** 2 / 12;
    const want = [(ax * ax + bx * bx) * s, (ax * ay + bx * by) * s, (ay * ay + by * by) * s];
    const off = Math.hypot(spot.xx - want[0], Math.SQRT2 * (spot.xy - want[1]), spot.yy - want[2]);
    return off < ALIKE * Math.hypot(want[0], Math.SQRT2 * want[1], want[2]);
  });
  return good ? p : null;
}

// seen compares what is printed with what a picture has there: 1 where light
// and dark go wholly together, 0 where they have nothing to do with each other.
function seen({ width, height, data }, p, samples) {
  let dark = 0;
  let both = 0;
  let squares = 0;
  let sum = 0;
  let darks = 0;
  let n = 0;
  for (const { x, y, ink } of samples) {
    const { x: u, y: v } = at(p, x, y);
    if (!(u >= 0 && v >= 0 && u < width && v < height)) continue;
    const value = -data[(v | 0) * width + (u | 0)];
    n += 1;
    sum += value;
    squares += value * value;
    dark += ink;
    darks += ink * ink;
    both += ink * value;
  }
  if (n < samples.length * 0.9) return 0;
  const spread = Math.sqrt((squares - (sum * sum) / n) * (darks - (dark * dark) / n));
  return spread > 0 ? (both - (dark * sum) / n) / spread : 0;
}
