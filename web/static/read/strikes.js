// @ts-check
// Names that are struck out: a line through the whole name and no more than
// that is sure, no ink at all is sure; all else is for people.
import { hidden, speck } from "./look.js";

/** @typedef {import("./look.js").Look} Look */

const WHOLE = 0.74; // of a name that the line must cover
const SOME = 0.06; // ink on the way of a line that is part of it
const EVEN = 0.3;
const GAP = 3.2; // millimetres in which it may not be seen
const OFF = 0.31; // how far from the middle of the name it may be, in parts of the letters' size
const WIDE = 1.5; // millimetres beside the line that still are the line: wavy, double
const MANY = 4; // marked pixels within two millimetres that are no mark yet
const LETTERS = 0.05; // the same between letters, more than elsewhere in the row
const ALONG = 0.22; // ink along a printed line that was not printed
const FAINT = 0.014; // ink along a line that is no line yet

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
  if (!speck(l, edge, row.top + 2, width - edge, row.bottom - 2, MANY)) return faint(l, row) ? "?" : "1";
  return line(l, row) ? "0" : "?";
}

// columns lists where ink was added, column after column of the whole row.
function columns({ marked, added, round }, row, from, to) {
  const { width } = round;
  const list = [];
  const reach = Math.round(OFF * row.high * 1.2);
  for (let x = from; x < to; x += 1) {
    const places = [];
    let open = 0;
    for (let y = row.top + 2; y < row.bottom - 2; y += 1) {
      if (marked[y * width + x]) places.push(y);
      if (added.open[y * width + x] && Math.abs(y - row.y) <= reach) open += 1;
    }
    list.push({ x, places, open });
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
  const near = (x, y) => Math.abs(y - track(x)) <= WIDE * scale;
  const beside = all.reduce((n, { x, places }) => n + places.filter((y) => !near(x, y)).length, 0);
  if (beside > scale * scale) return false;
  return covered(l, name, track, scale) && solid(all, near, row, scale);
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

// covered tells whether the line goes through the whole name without a gap,
// everywhere about as dark. Where a column is printed all over nothing is asked.
function covered(l, name, track, scale) {
  const seen = name.map(({ x, open }) => ({ open, ink: darkest(l, x, track(x), Math.round(0.6 * scale)) }));
  let [here, could, gap] = [0, 0, 0];
  for (const { open, ink } of seen) {
    if (ink > SOME || open > 1) could += 1;
    if (ink > SOME) here += 1;
    gap = ink > SOME ? 0 : gap + 1;
    if (gap > GAP * scale) return false;
  }
  return here >= WHOLE * could && even(seen);
}

// darkest gives the most ink that was added near a place of a column.
function darkest({ added, round }, x, y, reach) {
  let most = 0;
  for (let v = Math.round(y) - reach; v <= Math.round(y) + reach; v += 1) {
    const i = v * round.width + x;
    if (added.open[i] && added.more[i] > most) most = added.more[i];
  }
  return most;
}

// even tells whether each quarter of a line is as dark as the others.
function even(seen) {
  const parts = [0, 1, 2, 3].map((part) => {
    const here = seen.slice(Math.floor((part * seen.length) / 4), Math.floor(((part + 1) * seen.length) / 4)).filter(({ open }) => open > 1);
    return here.reduce((sum, { ink }) => sum + ink, 0) / Math.max(1, here.length);
  });
  return Math.min(...parts) > EVEN * Math.max(...parts);
}

// solid tells whether the line is one: no letters written after it, no hatch.
function solid(all, near, row, scale) {
  let [out, thick] = [0, 0];
  for (const { x, places } of all) {
    if (!places.some((y) => near(x, y))) continue;
    if (x < row.x0 - 12 * scale || x > row.x1 + 30 * scale) out += 1;
    if (places[places.length - 1] - places[0] > 2.6 * scale) thick += 1;
  }
  return out < 6 && thick < 0.1 * (row.x1 - row.x0);
}

// faint tells whether there is a little ink along a line through the name, or
// before and behind it.
function faint({ added, round }, row) {
  const { width, scale } = round;
  const middle = (row.x0 + row.x1) / 2;
  const [from, to] = [row.x0 - 3 * scale, Math.min(width, row.x1 + 6 * scale)];
  for (const slope of [-0.06, -0.03, 0, 0.03, 0.06]) {
    const letters = [];
    for (let y = row.top + 3; y < row.bottom - 3; y += 1) {
      const way = [];
      for (let x = from; x < to; x += 1) way.push(Math.round(y + slope * (x - middle)) * width + x);
      const name = way.slice(row.x0 - from, row.x1 - from);
      if (inky(added, name) || pieces(way, 4 * scale).some((piece) => inky(added, piece, 0.02))) return true;
      letters.push(...between(added, name));
    }
    letters.sort((a, b) => a - b);
    if (letters.length > 4 && letters[letters.length - 1] - letters[letters.length >> 1] > LETTERS) return true;
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

// between gives the ink that was added between the letters of a way, if it has
// many: there one way is compared with the others, since the print is never
// quite as we know it.
function between(added, way) {
  const list = way.filter((i) => added.open[i] === 2);
  return list.length > 20 ? [list.reduce((sum, i) => sum + Math.min(0.15, added.more[i]), 0) / list.length] : [];
}

// onLine tells whether somebody wrote along a printed line between two rows:
// there it is darker, or wider, than what is printed.
function onLine({ added, round }, row, y) {
  const { width, scale } = round;
  const print = round.blurred[added.blur];
  const piece = 4 * scale;
  let [many, longest] = [0, 0];
  for (let from = row.x0 - scale; from + piece <= row.x1 + 3 * scale; from += piece) {
    let sum = 0;
    for (let x = from; x < from + piece; x += 1) {
      for (let v = y - 3; v <= y + 3; v += 1) sum += added.laid[v * width + x] - added.black * print[v * width + x];
    }
    many = sum / piece > ALONG ? many + 1 : 0;
    longest = Math.max(longest, many);
  }
  return longest >= 2;
}
