// @ts-check
// Whether a line through a name is one and alone: no strokes that take it back,
// nothing beside it, no letters before or after it.
import { dark, dimness } from "./look.js";
import { middling } from "./middle.js";

/** @typedef {import("./look.js").Look} Look */
/** @typedef {import("./round.js").Row} Row */

const STRONG = 0.2; // ink that is no soft edge of a letter
const OFF = 0.31; // how far from the middle of the name a line may be, in parts of the letters' size
const WIDE = 1.5; // millimetres beside the line that still are the line: wavy, double
const WAVE = 0.8; // by which the waves of a thick pen leave its line
const ONE = 2.4; // below which a thick line is one stroke
const AFAR = 0.06; // and so much more, for each millimetre before and behind the name
const FAR = 1.8; // and the softest edge of it
const TALL = 2; // millimetres of ink in a column before or behind the name: letters
const TALLEST = 3.4; // the same where the line is as tall on the name: two lines, a thick pen
const HOLE = 0.85; // of the ink above and below, that is paper between two lines
const HATCH = 2.5; // millimetres on either side in which strokes across a line are looked for
const HIGH = 1.6; // and how tall the ink is there that may be some, in millimetres
const NOISES = 4; // how many times the noise it is at least, if the line is
const RAGGED = 1.3; // by how many pixels its edges go up and down from a column to the next
const APART = 0.35; // and by how much more than it becomes taller and less tall, as two lines do where letters hide one

// alone tells whether the line lies on the letters, and nothing but it was
// added to the row.
/** @param {Look} l @param {Row} row @param {import("./ridge.js").Ridge} found */
export function alone(l, row, { path, line }) {
  const { width, scale } = l.round;
  const edge = Math.round(2.5 * scale);
  const usual = middling(line);
  const track = straight(l, row, path, 0.6 * usual);
  if ([row.x0, row.x1].some((x) => Math.abs(track(x) - row.y) > OFF * row.high)) return false;
  const loud = NOISES * l.added.noise * dimness(l, row.x0, Math.round(row.y));
  if (hatched(l, track, row, Math.max(Math.min(STRONG, 0.6 * usual), Math.min(0.8 * usual, loud)))) return false;
  return solid(l, columns(l, row, edge, width - edge), track, row, usual);
}

// columns lists where ink was added, column after column of the whole row.
function columns({ marked, round }, row, from, to) {
  const { width } = round;
  const list = [];
  for (let x = from; x < to; x += 1) {
    const places = [];
    for (let y = row.top + 2; y < row.bottom - 2; y += 1) if (marked[y * width + x]) places.push(y);
    list.push({ x, places });
  }
  return list;
}

// straight lays a straight line through the ink along a way: of two lines
// between them.
function straight({ added: { laid, model }, round: { width, scale } }, row, path, least) {
  const reach = Math.round(WIDE * scale);
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  path.forEach((middle, x) => {
    for (let y = middle - reach; y <= middle + reach; y += 1) {
      const i = y * width + row.x0 + x;
      if (laid[i] - model[i] < least) continue;
      n += 1;
      sx += x;
      sy += y;
      sxx += x * x;
      sxy += x * y;
    }
  });
  const slope = (n * sxy - sx * sy) / Math.max(1, n * sxx - sx * sx);
  return (x) => sy / n + slope * (x - row.x0 - sx / n);
}

// hatched tells whether strokes go across the line, to take it back: above and
// below it ends now here, now there.
function hatched({ added: { laid, model }, round: { width, scale } }, track, row, strong) {
  const reach = Math.round(HATCH * scale);
  const [tops, bottoms] = [[], []];
  for (let x = row.x0; x < row.x1; x += 1) {
    const middle = Math.round(track(x));
    let [top, bottom] = [0, -1];
    for (let y = Math.max(row.top + 2, middle - reach); y <= Math.min(row.bottom - 3, middle + reach); y += 1) {
      const i = y * width + x;
      if (laid[i] - model[i] < strong) continue;
      if (bottom < 0) top = y;
      bottom = y;
    }
    tops.push(bottom < 0 ? middle : top);
    bottoms.push(bottom < 0 ? middle - 1 : bottom);
  }
  const tall = tops.map((top, k) => bottoms[k] - top + 1);
  const ragged = change(tops) + change(bottoms);
  const high = Float64Array.from(tall).sort()[Math.floor(0.8 * tall.length)];
  return high > HIGH * scale && ragged > RAGGED && ragged - change(tall) > APART;
}

// change gives by how much a row of heights goes up and down, on the mean from
// one to the next.
function change(heights) {
  const calm = heights.map((here, k) => middling([heights[k - 1] ?? here, here, heights[k + 1] ?? here]));
  let sum = 0;
  for (let k = 2; k < calm.length; k += 2) sum += Math.abs(calm[k] - calm[k - 2]);
  return sum / calm.length;
}

// solid tells whether the line is one and alone: nothing beside it, as the
// strokes of a hatch are, no letters before or after it.
function solid(l, all, track, row, ink) {
  const { scale } = l.round;
  const strong = Math.min(STRONG, 0.6 * ink);
  const thick = thickness(l, track, row, strong);
  const most = Math.min(TALLEST * scale, 1.15 * thick + 1);
  const wide = Math.max(WIDE * scale, most / 2 + 1, thick < ONE * scale ? thick / 2 + WAVE * scale : 0);
  const far = wide + (FAR - WIDE) * scale;
  let [beside, afar, out, tall, before] = [0, 0, 0, 0, [0, 0]];
  for (const { x, places } of all) {
    const away = Math.max(0, row.x0 - x, x - row.x1);
    const off = places.map((y) => Math.abs(y - track(x)) - AFAR * away);
    afar += off.filter((by) => by > far).length;
    beside += places.filter((y, k) => off[k] > wide && surely(l, x, y, strong)).length;
    if (!off.some((by) => by <= wide)) continue;
    const outside = x < row.x0 - 12 * scale || x > row.x1 + 30 * scale;
    if (outside && places.some((y, k) => off[k] <= wide && dark(l, x, y))) out += 1;
    const [top, high] = stroke(l, x, places, strong);
    const rough = Math.abs(top - before[0]) + Math.abs(top + high - before[1]) > 2;
    if (away > scale && high > TALL * scale && (high > most || rough)) tall += 1;
    before = [top, top + high];
  }
  return beside <= 0.6 * scale * scale && afar <= 2 * scale * scale && out < 6 && tall < 2 * scale;
}

// thickness gives how tall a line mostly is on the name, in pixels: of two
// lines both and what is between.
function thickness({ added: { laid, model }, round: { width, scale } }, track, row, strong) {
  const reach = Math.round(FAR * scale);
  const list = [];
  for (let x = row.x0; x < row.x1; x += 1) {
    const middle = Math.round(track(x));
    let [top, bottom] = [0, -1];
    for (let y = middle - reach; y <= middle + reach; y += 1) {
      const i = y * width + x;
      if (laid[i] - model[i] < strong) continue;
      if (bottom < 0) top = y;
      bottom = y;
    }
    if (bottom >= 0) list.push(bottom - top + 1);
  }
  return list.sort((a, b) => a - b)[Math.floor(0.6 * list.length)] ?? 0;
}

// surely tells whether ink is no soft edge of a letter.
function surely({ added, round }, x, y, strong) {
  const i = y * round.width + x;
  return added.open[i] === 1 && added.more[i] > strong;
}

// stroke gives where the ink of a column begins and how tall it is in pixels;
// 0 where it is that of two lines, which leave paper between them.
function stroke(l, x, places, strong) {
  const ink = places.filter((y) => surely(l, x, y, strong));
  if (ink.length === 0) return [0, 0];
  const [top, bottom] = [ink[0], ink[ink.length - 1]];
  const seen = [];
  for (let y = top; y <= bottom; y += 1) seen.push(l.added.laid[y * l.round.width + x]);
  const split = seen.some((value, k) => value < HOLE * Math.min(Math.max(...seen.slice(0, k), 0), Math.max(...seen.slice(k), 0)));
  return [top, split ? 0 : bottom - top + 1];
}
