// @ts-check
// Names that are struck out: a line through the whole name and no more than
// that is sure, no ink at all is sure; all else is for people.
import { hidden, outside, speck } from "./look.js";

/** @typedef {import("./look.js").Look} Look */

const WHOLE = 0.74; // of a name that the line must cover
const SOME = 0.06; // ink on the way of a line that is part of it
const CLEAR = 0.5; // of a column near the line that is without print: there it must be seen
const EVEN = 0.3;
const STRONG = 0.2; // ink that is no soft edge of a letter
const PART = 4; // millimetres of letters over which a line is seen
const PASSED = 0.075; // by how much they are darker then
const GAP = 3.2; // millimetres in which it may not be seen
const OFF = 0.31; // how far from the middle of the name it may be, in parts of the letters' size
const WIDE = 1.5; // millimetres beside the line that still are the line: wavy, double
const AFAR = 0.06; // and so much more, for each millimetre before and behind the name
const FAR = 1.8; // and the softest edge of it
const TALL = 2; // millimetres of ink in a column before or behind the name: letters
const HOLE = 0.85; // of the ink above and below, that is paper between two lines
const MANY = 4; // marked pixels within two millimetres that are no mark yet
const OVER = [ // millimetres of letters, and by how much they may be darker than printed
  { long: 12, tall: 0.75, most: 0.045 },
  { long: 3, tall: 0.75, most: 0.125 },
  { long: 2, tall: 0.5, most: 0.19 },
];
const ALONG = 0.33; // ink along a part of a printed line that others of its parts have not
const THICK = 0.5; // the same where the whole line is so: more than a dot of a coarse printer
const FAINT = 0.026; // ink along a line that is no line yet

// strikes reads every row: "1" left standing, "0" struck out, "?" not sure.
/** @param {Look} l @returns {string[]} */
export function strikes(l) {
  const { geometry } = l.round.printed;
  const rows = geometry.rows.map((row) => rowOf(l, row));
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
  const edge = Math.round(2.5 * l.round.scale);
  if (!speck(outside(l), edge, row.top + 2, width - edge, row.bottom - 2, MANY)) return faint(l, row) || over(l, row) ? "?" : "1";
  return line(l, row) ? "0" : "?";
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

// line tells whether what was added is a line through the whole name.
function line(l, row) {
  const { width, scale } = l.round;
  const edge = Math.round(2.5 * scale);
  const all = columns(l, row, edge, width - edge);
  const name = all.filter(({ x }) => x >= row.x0 && x < row.x1);
  const track = fit(name, row, WIDE * scale);
  if (!track) return false;
  const off = OFF * row.high;
  if (Math.abs(track(row.x0) - row.y) > off || Math.abs(track(row.x1) - row.y) > off) return false;
  const seen = along(l, name, track);
  return covered(seen, scale) && even(seen) && through(l, name, track) && solid(l, all, track, row, dark(seen));
}

// fit lays a straight line through what was added on the name, twice: the
// second time without what lies far from the first.
function fit(name, row, reach) {
  let track = (_) => row.y;
  for (const most of [2.2 * reach, 1.3 * reach]) {
    let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
    for (const { x, places } of name) {
      for (const y of places) {
        if (Math.abs(y - track(x)) > most) continue;
        n += 1;
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
      }
    }
    const spread = n * sxx - sx * sx;
    if (n < 10 || spread <= 0) return null;
    const slope = (n * sxy - sx * sy) / spread;
    const start = (sy - slope * sx) / n;
    track = (x) => start + slope * x;
  }
  return track;
}

// along gives the ink on the way of a line, column after column, and whether
// it could be seen there: where letters are printed all over, nothing is asked.
function along({ added, round }, name, track) {
  const { width, scale } = round;
  const reach = Math.round(0.6 * scale);
  return name.map(({ x }) => {
    let [ink, open] = [0, 0];
    for (let v = Math.round(track(x)) - reach; v <= Math.round(track(x)) + reach; v += 1) {
      const i = v * width + x;
      if (added.open[i] === 1) open += 1;
      if (added.open[i] && added.more[i] > ink) ink = added.more[i];
    }
    return { ink, open: open > CLEAR * (2 * reach + 1) };
  });
}

// dark is how dark a line is, mostly.
function dark(seen) {
  const inks = seen.filter(({ open }) => open).map(({ ink }) => ink).sort((a, b) => a - b);
  return inks[inks.length >> 1] ?? 0;
}

// covered tells whether the line goes through the whole name without a gap.
function covered(seen, scale) {
  let [here, could, gap] = [0, 0, 0];
  for (const { open, ink } of seen) {
    if (ink > SOME || open) could += 1;
    if (ink > SOME) here += 1;
    if (ink > SOME) gap = 0;
    else if (open) gap += 1;
    if (gap > GAP * scale) return false;
  }
  return here >= WHOLE * could;
}

// through tells whether the line is seen over the letters as well, all along the name.
function through({ added, round }, name, track) {
  const { width, scale } = round;
  const tall = Math.round(0.75 * scale);
  const reach = Math.round(0.6 * scale);
  const columns = [];
  for (const { x } of name) {
    const list = [];
    for (let off = -reach; off <= reach; off += 1) {
      let sum = 0;
      const y = Math.round(track(x) + off - tall / 2);
      for (let v = y; v < y + tall; v += 1) sum += Math.max(-0.5, Math.min(0.5, added.laid[v * width + x] - added.model[v * width + x]));
      list.push(sum / tall);
    }
    columns.push(list);
  }
  const size = Math.min(columns.length, Math.round(PART * scale));
  let lowest = 1;
  for (let from = 0; from + size <= columns.length; from += scale >> 1) {
    const sums = columns[0].map((_, k) => columns.slice(from, from + size).reduce((sum, list) => sum + list[k], 0) / size);
    lowest = Math.min(lowest, Math.max(...sums));
  }
  return lowest > PASSED;
}

// even tells whether each quarter of a line is as dark as the others, as far as
// it can be seen.
function even(seen) {
  const parts = [0, 1, 2, 3].map((part) => {
    const here = seen.slice(Math.floor((part * seen.length) / 4), Math.floor(((part + 1) * seen.length) / 4));
    return here.filter(({ open, ink }) => open || ink > SOME).map(({ ink }) => ink);
  }).filter((inks) => inks.length).map((inks) => inks.reduce((sum, ink) => sum + ink, 0) / inks.length);
  return Math.min(...parts) > EVEN * Math.max(...parts);
}

// solid tells whether the line is one and alone: nothing beside it, as the
// strokes of a hatch are, no letters before or after it.
function solid(l, all, track, row, ink) {
  const { scale } = l.round;
  const strong = Math.min(STRONG, 0.4 * ink);
  let [beside, afar, out, tall] = [0, 0, 0, 0];
  for (const { x, places } of all) {
    const away = Math.max(0, row.x0 - x, x - row.x1);
    const off = places.map((y) => Math.abs(y - track(x)) - AFAR * away);
    afar += off.filter((by) => by > FAR * scale).length;
    beside += places.filter((y, k) => off[k] > WIDE * scale && surely(l, x, y, strong)).length;
    if (!off.some((by) => by <= WIDE * scale)) continue;
    if (x < row.x0 - 12 * scale || x > row.x1 + 30 * scale) out += 1;
    if (away > scale && stroke(l, x, places, strong) > TALL * scale) tall += 1;
  }
  return beside <= 0.6 * scale * scale && afar <= 2 * scale * scale && out < 6 && tall < 2 * scale;
}

// surely tells whether ink is no soft edge of a letter.
function surely({ added, round }, x, y, strong) {
  const i = y * round.width + x;
  return added.open[i] === 1 && added.more[i] > strong;
}

// stroke gives how tall the ink of a column is in pixels; 0 where it is that of
// two lines, which leave paper between them.
function stroke(l, x, places, strong) {
  const ink = places.filter((y) => surely(l, x, y, strong));
  if (ink.length === 0) return 0;
  const [top, bottom] = [ink[0], ink[ink.length - 1]];
  const seen = [];
  for (let y = top; y <= bottom; y += 1) seen.push(l.added.laid[y * l.round.width + x]);
  const split = seen.some((value, k) => value < HOLE * Math.min(Math.max(...seen.slice(0, k), 0), Math.max(...seen.slice(k), 0)));
  return split ? 0 : bottom - top + 1;
}

// over tells whether something was written over the letters. Printers and
// cameras move the edges of letters, which makes one side darker and the other
// lighter: a stretch of letters is as dark as before. A pen makes it darker,
// however the print is shifted by a pixel.
function over({ added, round }, row) {
  const { width, scale } = round;
  const [left, right, top, bottom] = [row.x0 - 3, Math.min(width - 2, row.x1 + 3), row.top + 3, row.bottom - 3];
  const tables = [0, 1, -1, width, -width].map((off) => sumsOf(left, right, top, bottom, (x, y) => {
    const i = y * width + x;
    return Math.max(-0.5, Math.min(0.5, added.laid[i] - added.model[i + off]));
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
// before and behind it.
function faint({ added, round }, row) {
  const { width, scale } = round;
  const middle = (row.x0 + row.x1) / 2;
  const [from, to] = [row.x0 - 3 * scale, Math.min(width, row.x1 + 6 * scale)];
  for (const slope of [-0.06, -0.03, 0, 0.03, 0.06]) {
    for (let y = row.top + 3; y < row.bottom - 3; y += 1) {
      const way = [];
      for (let x = from; x < to; x += 1) way.push(Math.round(y + slope * (x - middle)) * width + x);
      const name = way.slice(row.x0 - from, row.x1 - from);
      if (inky(added, name) || pieces(way, 4 * scale).some((piece) => inky(added, piece, 0.02))) return true;
    }
  }
  return false;
}

// pieces cuts a way into overlapping parts.
function pieces(way, size) {
  const parts = [];
  for (let at = 0; at + size <= way.length; at += size >> 1) parts.push(way.slice(at, at + size));
  return parts;
}

// inky tells whether there is more ink on a way than by accident.
function inky(added, way, extra = 0) {
  let [ink, n] = [0, 0];
  for (const i of way) {
    if (added.open[i] !== 1) continue;
    ink += Math.min(0.1, added.more[i]);
    n += 1;
  }
  return n > 11 && ink / n > FAINT + extra + (3 * added.noise) / Math.sqrt(n);
}

// onLine tells whether somebody wrote along a printed line between two rows:
// there it is darker, or wider, than elsewhere. How wide it is in print differs
// from printer to printer, by a dot.
function onLine({ added, round }, row, y) {
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
  let [many, longest] = [0, 0];
  for (const part of parts) {
    many = part > THICK || part - usual > ALONG ? many + 1 : 0;
    longest = Math.max(longest, many);
  }
  return longest >= 2;
}
