// @ts-check
// Reading the marks of a paper. It never guesses: a row is read only where
// what was added to the print is one plain mark or nothing; else it is "?".
import { added } from "./added.js";
import { boxes } from "./boxes.js";
import { flatten } from "./flat.js";
import { look, writing } from "./look.js";
import { closer, pages } from "./page.js";
import { halve } from "./picture.js";
import { stretch } from "./plane.js";
import { strikes } from "./strikes.js";

export { grey } from "./picture.js";
export { prepare } from "./round.js";

const FEWEST = 2.6; // pixels a millimetre
const FINE = 7; // of which a picture half as large has enough
const NEAR = 3.2; // of which the corner marks are surely seen in a picture half as large
const MANY = 700000; // pixels of a picture whose half is looked at first
const LARGEST = 2200; // pixels of a side, above which a picture is made smaller
const BLURRED = 6; // how blurred the print may look
const PALE = 0.3; // how dark it must be
const NOISY = 0.06;

/**
 * @typedef {object} Reading
 * @property {string[] | null} rows a mark a row; "?" where the machine is not sure. null: there is no paper that it can read
 * @property {string} why "none", "two", "far", "blurred", "written", or "" where rows were read
 */

/** @type {(why: string) => Reading} */
const nothing = (why) => ({ rows: null, why });

// read gives what stands on the paper in a picture.
/** @param {import("./picture.js").Grey} picture @param {import("./round.js").RoundPicture} round @returns {Reading} */
export function read(picture, round) {
  while (Math.max(picture.width, picture.height) > LARGEST) picture = halve(picture);
  const half = halve(picture);
  const found = papers(picture, half, round);
  if (found.length !== 1) return nothing(found.length ? "two" : "none");
  const [plane] = found;
  const size = least(plane, round);
  if (size < FEWEST) return nothing("far");
  const flat = size > FINE ? flatten(half, halved(plane), round) : flatten(picture, plane, round);
  const more = added(flat, round);
  if (more.blur > BLURRED || more.black < PALE || more.noise > NOISY) return nothing("blurred");
  const l = look(flat, more, round);
  if (written(l)) return nothing("written");
  return { rows: round.printed.style === "cross_out" ? strikes(l) : boxes(l), why: "" };
}

// papers finds the papers in a picture. One that is so near that its marks are
// seen in a picture half as large is found there, in a quarter of the time.
function papers(picture, half, round) {
  const near = picture.width * picture.height > MANY ? pages(half, round, 14).map(doubled) : [];
  const found = near.map((plane) => closer(picture, plane, round));
  return found.length && found.every((plane) => plane && least(plane, round) > NEAR) ? found : pages(picture, round);
}

// least gives how many pixels a millimetre has where it has fewest.
function least(plane, { marks }) {
  return Math.min(...marks.map(({ x, y }) => {
    const [ax, ay, bx, by] = stretch(plane, x, y);
    return Math.min(Math.hypot(ax, ay), Math.hypot(bx, by));
  }));
}

// halved is the same plane in a picture half as large, doubled in one twice as large.
const halved = (plane) => plane.map((v, i) => (i < 6 ? v / 2 - plane[6 + (i % 3)] / 4 : v));
const doubled = (plane) => plane.map((v, i) => (i < 6 ? 2 * v + plane[6 + (i % 3)] / 2 : v));

// written tells whether anything was written outside the rows.
/** @param {import("./look.js").Look} l */
function written(l) {
  const { scale, width, height, printed } = l.round;
  const edge = Math.round(3 * scale);
  const top = Math.round((printed.geometry.rows[0].y * scale) / 10);
  const last = printed.geometry.rows[printed.geometry.rows.length - 1];
  const bottom = Math.round(((last.y + last.h) * scale) / 10);
  const many = 0.6 * scale * scale;
  return writing(l, edge, edge, width - edge, top - 2 * scale, many) || writing(l, edge, bottom + 2 * scale, width - edge, height - edge, many);
}
