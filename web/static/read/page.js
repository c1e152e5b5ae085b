// @ts-check
// Where a paper lies in a picture: its four corner marks are found among the
// dark spots, and what is printed tells which way up it lies.
import { at, plane, stretch } from "./plane.js";
import { spots } from "./spots.js";

/** @typedef {import("./spots.js").Spot} Spot */
/** @typedef {import("./plane.js").Plane} Plane */

const SQUARE = 0.12; // how far the area of a mark may be from that of a square of its spread
const ALIKE = 0.45; // how far the spread of a mark may be from what the page makes of it
const MOST = 40; // spots that are tried as marks
const BENT = 2; // how many times longer or shorter a perspective makes a way on the page
const ROOM = 80; // pixels around a mark that are looked at to find it again
const NEAR = 4; // pixels by which it may be off
const SURE = 0.45; // how much of the print must be seen where it should be

// pages finds the papers in a picture, the clearest first. The spots on a paper
// that was found are its own print, and are no marks of another: they are laid
// aside before the next is looked for, so that a code full of small squares
// never hides a second paper.
/**
 * @param {import("./picture.js").Grey} picture @param {import("./round.js").RoundPicture} round
 * @param {number} [least] pixels of a mark @returns {Plane[]}
 */
export function pages(picture, round, least = 30) {
  let left = squares(picture, least);
  const found = [];
  for (;;) {
    const page = clearest(picture, left.slice(0, MOST), round);
    if (!page) return found;
    found.push(page.plane);
    left = left.filter((spot) => !page.corners.includes(spot) && !within(page.corners, spot));
  }
}

// closer finds a paper again, in a picture in which it was found by one half as
// large: where its corner marks are to a part of a pixel. null where it cannot.
/** @param {import("./picture.js").Grey} picture @param {Plane} rough @param {import("./round.js").RoundPicture} round @returns {Plane | null} */
export function closer(picture, rough, { marks }) {
  const corners = marks.map(({ x, y }) => nearest(picture, at(rough, x, y)));
  return corners.includes(null) ? null : fits(corners, marks);
}

// nearest gives the spot at a place of a picture, or null. It looks at as much of the
// picture as tells what is dark there.
function nearest({ width, height, data }, { x, y }) {
  const [left, top] = [x, y].map((v) => Math.max(0, (v - ROOM) & ~7)); // as the squares of spots lie
  const [w, h] = [Math.min(width, Math.ceil(x) + ROOM) - left, Math.min(height, Math.ceil(y) + ROOM) - top];
  if (w < 16 || h < 16) return null;
  const part = new Uint8Array(w * h);
  for (let v = 0, from = top * width + left; v < h; v += 1, from += width) part.set(data.subarray(from, from + w), v * w);
  const near = spots({ width: w, height: h, data: part }, 30, 4000).find((spot) => Math.hypot(spot.x + left - x, spot.y + top - y) < NEAR);
  return near ? { ...near, x: near.x + left, y: near.y + top } : null;
}

// clearest gives the paper on whose corners four of the spots lie, the one
// that shows most of what is printed, or null.
function clearest(picture, marks, round) {
  /** @type {{plane: Plane, score: number, corners: Spot[]} | null} */
  let best = null;
  for (const four of fours(marks, ways(round.marks))) {
    for (let turn = 0; turn < 4; turn += 1) {
      const corners = [0, 1, 2, 3].map((i) => four[(i + turn) % 4]);
      const p = fits(corners, round.marks);
      if (!p) continue;
      const score = seen(picture, p, round.samples);
      if (score > (best?.score ?? SURE)) best = { plane: p, score, corners };
    }
  }
  return best;
}

// within tells whether a spot lies inside four corners in the order of the clock.
function within(corners, { x, y }) {
  return corners.every((p, i) => {
    const q = corners[(i + 1) % 4];
    return (q.x - p.x) * (y - p.y) - (q.y - p.y) * (x - p.x) >= 0;
  });
}

// squares are the spots that may be marks, the squarest first.
/** @param {import("./picture.js").Grey} picture @param {number} least */
function squares(picture, least) {
  return spots(picture, least, 4000)
    .map((spot) => ({ spot, off: Math.abs(spot.area / (12 * Math.sqrt(Math.max(1e-9, spot.xx * spot.yy - spot.xy ** 2))) - 1) }))
    .filter(({ spot, off }) => off < SQUARE && slim(spot) < 5)
    .sort((a, b) => a.off - b.off)
    .map(({ spot }) => spot);
}

// slim gives how much longer a spot is than wide, squared.
function slim({ xx, xy, yy }) {
  const half = (xx + yy) / 2;
  const root = Math.sqrt(Math.max(0, half ** 2 - xx * yy + xy ** 2));
  return (half + root) / Math.max(1e-9, half - root);
}

// ways gives the shortest and the longest way between two corner marks, in
// sides of a mark.
function ways(marks) {
  const all = marks.flatMap((p) => marks.filter((q) => q !== p).map((q) => Math.hypot(p.x - q.x, p.y - q.y) / p.side));
  return { least: Math.min(...all) / BENT, most: Math.max(...all) * BENT };
}

// fours gives every four spots that are the corners of a shape without dents,
// in the order of the clock. Two spots are corners of one page only if they
// are alike in size and as far from one another as corners are: the squares of
// a code are too near, so many of them cost little.
function* fours(marks, { least, most }) {
  const mates = marks.map((a, i) => marks.flatMap((b, j) => {
    const way = Math.hypot(a.x - b.x, a.y - b.y) / Math.sqrt((a.area + b.area) / 2);
    return j > i && Math.max(a.area, b.area) < 4 * Math.min(a.area, b.area) && way > least && way < most ? [j] : [];
  }));
  for (const [a, withA] of mates.entries()) {
    for (const b of withA) {
      const withB = mates[b].filter((c) => withA.includes(c));
      for (const c of withB) {
        for (const d of mates[c]) {
          const four = withB.includes(d) && clockwise([marks[a], marks[b], marks[c], marks[d]]);
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
  let powers = 0;
  let sum = 0;
  let darks = 0;
  let n = 0;
  for (const { x, y, ink } of samples) {
    const { x: u, y: v } = at(p, x, y);
    if (!(u >= 0 && v >= 0 && u < width && v < height)) continue;
    const value = -data[(v | 0) * width + (u | 0)];
    n += 1;
    sum += value;
    powers += value * value;
    dark += ink;
    darks += ink * ink;
    both += ink * value;
  }
  if (n < samples.length * 0.9) return 0;
  const spread = Math.sqrt((powers - (sum * sum) / n) * (darks - (dark * dark) / n));
  return spread > 0 ? (both - (dark * sum) / n) / spread : 0;
}
