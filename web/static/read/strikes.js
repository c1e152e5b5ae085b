// @ts-check
// Names that are struck out: a line through the whole name and no more than
// that is sure, no ink at all is sure; all else is for people.
import { hidden, OUTSIDE, speck } from "./look.js";
import { ridge } from "./ridge.js";

/** @typedef {import("./look.js").Look} Look */

const SEEN = 0.065; // how dark a line is at least, all along the name
const EVEN = 0.4; // the same, in parts of what it mostly is
const STRONG = 0.2; // ink that is no soft edge of a letter
const OFF = 0.31; // how far from the middle of the name a line may be, in parts of the letters' size
const WIDE = 1.5; // millimetres beside the line that still are the line: wavy, double
const AFAR = 0.06; // and so much more, for each millimetre before and behind the name
const FAR = 1.8; // and the softest edge of it
const TALL = 2; // millimetres of ink in a column before or behind the name: letters
const TALLEST = 3.4; // the same where the line is as tall on the name: two lines, a thick pen
const HOLE = 0.85; // of the ink above and below, that is paper between two lines
const HATCH = 2.5; // millimetres on either side in which strokes across a line are looked for
const HIGH = 1.6; // and how tall the ink is there that may be some, in millimetres
const RAGGED = 1.3; // by how many pixels its edges go up and down from a column to the next
const APART = 0.35; // and by how much more than it becomes taller and less tall, as two lines do where letters hide one
const MANY = 4; // marked pixels within two millimetres that are no mark yet
const OVER = [ // millimetres of letters, and by how much they may be darker than printed
  { long: 12, tall: 0.75, most: 0.056 },
  { long: 3, tall: 0.75, most: 0.11 },
  { long: 2, tall: 0.5, most: 0.16 },
];
const ALONG = 0.33; // ink along a part of a printed line that others of its parts have not
const LONG = 0.17; // the same, on the mean, from the beginning of the name to where it falls back at once
const LIGHT = 0.07; // the same in each part of it
const STEADY = 3.5; // and in parts of what a line varies by from part to part
const THICK = 0.5; // the same where the whole line is so: more than a dot of a coarse printer
const MISSED = -0.25; // print that is missing along a line, which hides what was drawn on it
const SOFT = 4; // in a picture that is as blurred as this
const SHADE = 0.025; // by which the paper of a row may be darker all over
const FAINT = 0.026; // ink along a line that is no line yet
const BESIDE = 1.25; // millimetres above and below it, where there is less

// strikes reads every row: "1" left standing, "0" struck out, "?" not sure.
/** @param {Look} l @returns {string[]} */
export function strikes(l) {
  const { geometry } = l.round.printed;
  const rows = (l.round.rows ??= geometry.rows.map((row) => rowOf(l, row)));
  const marks = rows.map((row) => read(l, row));
  for (let i = 0; i <= rows.length; i += 1) {
    const [above, below] = [rows[i - 1], rows[i]];
    if (!onLine(l, above ?? below, (above ? above.bottom : below.top))) continue;
    if (above) marks[i - 1] = "?";
    if (below) marks[i] = "?";
  }
  return marks;
}

// rowOf gives a row in pixels, and where its name stands.
function rowOf({ round }, box) {
  const { scale, width, printed } = round;
  const px = (tenths) => Math.round((tenths * scale) / 10);
  const [top, bottom] = [px(box.y), px(box.y + box.h)];
  const edge = Math.round(0.6 * scale);
  const [left, right] = [px(box.x + printed.geometry.columns[0]) + edge, px(box.x + box.w) - edge];
  const ink = round.blurred[0];
  const row = { top, bottom, x0: right, x1: left, y: 0, high: printed.geometry.rows.length ? px(printed.geometry.text) : 0 };
  let [sum, total] = [0, 0];
  for (let y = top + edge; y < bottom - edge; y += 1) {
    for (let x = left; x < right; x += 1) {
      if (ink[y * width + x] < 0.4) continue; // the watermark is lighter
      row.x0 = Math.min(row.x0, x);
      row.x1 = Math.max(row.x1, x + 1);
      sum += y;
      total += 1;
    }
  }
  row.y = sum / total;
  return row;
}

function read(l, row) {
  const { width } = l.round;
  if (hidden(l, row.x0, row.top, row.x1, row.bottom)) return "?";
  const found = ridge(l, row);
  if (through(found)) return alone(l, row, found) ? "0" : "?";
  const edge = Math.round(2.5 * l.round.scale);
  if (speck(l, edge, row.top + 2, width - edge, row.bottom - 2, MANY, OUTSIDE)) return "?";
  const usual = shade(l, row);
  return faint(l, row, usual) || over(l, row, usual) ? "?" : "1";
}

// through tells whether a line goes through the whole name: in no part of it
// is it missing, or much lighter than in the others.
function through({ line }) {
  return Math.min(...line) > Math.max(SEEN, EVEN * middling(line));
}

const middling = (list) => Float64Array.from(list).sort()[list.length >> 1];

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

// alone tells whether the line lies on the letters, and nothing but it was
// added to the row.
function alone(l, row, { path, line }) {
  const { width, scale } = l.round;
  const edge = Math.round(2.5 * scale);
  const usual = middling(line);
  const track = straight(l, row, path, 0.6 * usual);
  if ([row.x0, row.x1].some((x) => Math.abs(track(x) - row.y) > OFF * row.high)) return false;
  return !hatched(l, track, row, Math.min(STRONG, 0.6 * usual)) && solid(l, columns(l, row, edge, width - edge), track, row, usual);
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
  const most = Math.min(TALLEST * scale, 1.15 * thickness(l, track, row, strong) + 1);
  const wide = Math.max(WIDE * scale, most / 2 + 1);
  const far = wide + (FAR - WIDE) * scale;
  let [beside, afar, out, tall, before] = [0, 0, 0, 0, [0, 0]];
  for (const { x, places } of all) {
    const away = Math.max(0, row.x0 - x, x - row.x1);
    const off = places.map((y) => Math.abs(y - track(x)) - AFAR * away);
    afar += off.filter((by) => by > far).length;
    beside += places.filter((y, k) => off[k] > wide && surely(l, x, y, strong)).length;
    if (!off.some((by) => by <= wide)) continue;
    if (x < row.x0 - 12 * scale || x > row.x1 + 30 * scale) out += 1;
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

// over tells whether something was written over the letters. Printers and
// cameras move the edges of letters, which makes one side darker and the other
// lighter: a stretch of letters is as dark as before. A pen makes it darker,
// however the print is shifted by a pixel.
function over({ added, round }, row, usual) {
  const { width, scale } = round;
  const [left, right, top, bottom] = [row.x0 - 3, Math.min(width - 2, row.x1 + 3), row.top + 3, row.bottom - 3];
  const tables = [0, 1, -1, width, -width].map((off) => sumsOf(left, right, top, bottom, (x, y) => {
    const i = y * width + x;
    return Math.max(-0.5, Math.min(0.5, added.laid[i] - usual - added.model[i + off]));
  }));
  return OVER.some(({ long, tall, most }) => {
    const [w, h] = [Math.min(right - left, Math.round(long * scale)), Math.round(tall * scale)];
    for (let y = 0; y + h <= bottom - top; y += 1) {
      for (let x = 0; x + w <= right - left; x += 2) if (tables.every((sum) => sum(x, y, x + w, y + h) > most * w * h)) return true;
    }
    return false;
  });
}

// sumsOf gives a function that tells the sum of the values in a part of a rectangle.
function sumsOf(left, right, top, bottom, value) {
  const w = right - left + 1;
  const total = new Float64Array(w * (bottom - top + 1));
  for (let y = top; y < bottom; y += 1) {
    let line = 0;
    for (let x = left, i = (y - top + 1) * w + 1; x < right; x += 1, i += 1) total[i] = total[i - w] + (line += value(x, y));
  }
  return (x0, y0, x1, y1) => total[y1 * w + x1] - total[y1 * w + x0] - total[y0 * w + x1] + total[y0 * w + x0];
}

// faint tells whether there is a little ink along a line through the name, or
// before and behind it, more than all over the row, and more than above and
// below: beside a fold the paper is darker on one side.
function faint(l, row, usual) {
  const { scale, width } = l.round;
  const [from, to] = [row.x0 - 3 * scale, Math.min(width, row.x1 + 6 * scale)];
  const beside = Math.round(BESIDE * scale);
  for (const slope of [-0.06, -0.03, 0, 0.03, 0.06]) {
    const lines = [];
    for (let y = row.top + 3; y < row.bottom - 3; y += 1) lines.push(sumsAlong(l, row, from, to, y, slope));
    const inky = (k, x0, x1, extra) => {
      const { ink, n } = part(lines[k], x0 - from, x1 - from);
      const least = FAINT + extra + (3 * l.added.noise) / Math.sqrt(n);
      if (n <= 11 || ink <= least) return false;
      const sides = [lines[k - beside], lines[k + beside]].map((line) => (line ? part(line, x0 - from, x1 - from) : { ink: 0, n: 0 }));
      return ink - Math.max(0, ...sides.map((side) => (side.n > 11 ? side.ink : 0))) > least;
    };
    for (let k = 0; k < lines.length; k += 1) {
      if (inky(k, row.x0, row.x1, usual)) return true;
      for (let x = from; x + 4 * scale <= to; x += 2 * scale) if (inky(k, x, x + 4 * scale, usual + 0.02)) return true;
    }
  }
  return false;
}

// sumsAlong gives the sum of the ink along a line up to each of its columns, and
// of how many places it is.
function sumsAlong({ added: { open, more }, round: { width } }, row, from, to, y, slope) {
  const ink = new Float64Array(to - from + 1);
  const many = new Int32Array(to - from + 1);
  const middle = (row.x0 + row.x1) / 2;
  for (let x = from, k = 0; x < to; x += 1, k += 1) {
    const i = Math.round(y + slope * (x - middle)) * width + x;
    ink[k + 1] = ink[k] + (open[i] === 1 ? Math.min(0.1, more[i]) : 0);
    many[k + 1] = many[k] + (open[i] & 1);
  }
  return { ink, many };
}

// part gives the mean ink of a part of a line.
function part({ ink, many }, a, b) {
  const n = many[b] - many[a];
  return { n, ink: (ink[b] - ink[a]) / Math.max(1, n) };
}

// shade gives how much darker the paper of a row is than that of the page: the
// camera's doing, as far as it may be.
function shade({ added: { open, more }, round: { width, scale } }, row) {
  const inks = [];
  for (let y = row.top + 3; y < row.bottom - 3; y += 1) {
    for (let x = row.x0 - 3 * scale; x < Math.min(width, row.x1 + 6 * scale); x += 3) if (open[y * width + x] === 1) inks.push(more[y * width + x]);
  }
  return Math.max(0, Math.min(SHADE, inks.length ? middling(inks) : 0));
}

// onLine tells whether somebody wrote along a printed line between two rows:
// there it is darker, or wider, than elsewhere. How wide it is in print differs
// from printer to printer, by a dot.
function onLine({ added, round }, row, y) {
  const { blur } = added;
  const { width, scale, printed } = round;
  const piece = 4 * scale;
  const { table } = printed.geometry;
  const end = Math.round(((table.x + table.w) * scale) / 10) - scale;
  const parts = [];
  for (let from = row.x0 - scale; from + piece <= end; from += piece) {
    let sum = 0;
    for (let x = from; x < from + piece; x += 1) {
      for (let v = y - 3; v <= y + 3; v += 1) sum += added.laid[v * width + x] - added.model[v * width + x];
    }
    parts.push(sum / piece);
  }
  const usual = [...parts].sort((a, b) => a - b)[parts.length >> 2];
  const over = parts.map((part) => part - usual);
  if (blur >= SOFT && over.some((part, k) => part < MISSED && k * piece < row.x1 - row.x0 + 2 * scale)) return true;
  return run(parts, (part) => part > THICK || part - usual > ALONG) >= 2 || drawn(over);
}

// drawn tells whether a printed line is darker for as long as somebody drew on
// it: from about the beginning of the name to a place where it falls back. What
// a lens or a fold does comes and goes slowly.
function drawn(over) {
  const vary = middling(over.slice(1).map((part, i) => Math.abs(part - over[i])));
  const from = over.slice(0, 2).findIndex((part) => part > LIGHT);
  if (from < 0) return false;
  const parts = over.slice(from, from + run(over.slice(from), (part) => part > LIGHT, true));
  const mean = meanOf(parts);
  const [last, next] = [Math.max(...parts.slice(-2)), over[from + parts.length + 1] ?? 0];
  return parts.length >= 3 && mean > Math.max(LONG, STEADY * vary) && last > 0.7 * mean && next < 0.4 * mean;
}

const meanOf = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;

// run gives how many parts in a row are so, the longest or the first.
function run(parts, so, first = false) {
  let [many, longest] = [0, 0];
  for (const part of parts) {
    many = so(part) ? many + 1 : 0;
    if (first && !many) return longest;
    longest = Math.max(longest, many);
  }
  return longest;
}
