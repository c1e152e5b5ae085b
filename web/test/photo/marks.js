// @ts-check
// Marks as people make them, and what each says: a mark that the form has, or
// "?" where only people can tell.

const line = (a, b, n = 12) => Array.from({ length: n + 1 }, (_, i) => ({ x: a.x + ((b.x - a.x) * i) / n, y: a.y + ((b.y - a.y) * i) / n }));
const shake = (points, by, chance) => {
  let off = 0;
  return points.map(({ x, y }) => ({ x, y: y + (off = 0.7 * off + by * chance.normal()) }));
};

/** @typedef {{x0: number, x1: number, y: number, high: number, row: number}} Name where a name stands, in millimetres */

const whole = (name, chance) => ({ from: name.x0 - chance.between(-0.5, 4), to: name.x1 + chance.between(-0.8, 8), y: name.y + chance.between(-0.12, 0.12) * name.high });

// What strikes a name out, and what may or may not do so.
export const STRIKES = {
  straight: { says: "0", draw: (n, c) => {
    const { from, to, y } = whole(n, c);
    const slope = c.between(-0.03, 0.03);
    return [shake(line({ x: from, y: y - (slope * (to - from)) / 2 }, { x: to, y: y + (slope * (to - from)) / 2 }), 0.06, c)];
  } },
  wavy: { says: "0", draw: (n, c) => {
    const { from, to, y } = whole(n, c);
    const [tall, turns] = [c.between(0.3, 0.8), c.between(3, 7)];
    return [line({ x: from, y }, { x: to, y }, 60).map((p, i) => ({ x: p.x, y: p.y + tall * Math.sin((i / 60) * turns * 2 * Math.PI) }))];
  } },
  double: { says: "0", draw: (n, c) => {
    const { from, to, y } = whole(n, c);
    const gap = c.between(0.35, 0.7);
    return [-gap, gap].map((d) => shake(line({ x: from + c.between(-1, 1), y: y + d }, { x: to + c.between(-1, 1), y: y + d }), 0.06, c));
  } },
  "through half": { says: "?", draw: (n, c) => {
    const half = c.between(0.3, 0.55) * (n.x1 - n.x0);
    const from = c.is(0.5) ? n.x0 - 1 : n.x1 - half;
    return [shake(line({ x: from, y: n.y }, { x: from + half, y: n.y }), 0.06, c)];
  } },
  "over two rows": { says: "?", two: true, draw: (n, c) => [shake(line({ x: n.x0 - 1, y: n.y - 0.1 * n.high }, { x: n.x1 + 2, y: n.y + n.row }), 0.06, c)] },
  "between two rows": { says: "?", two: true, draw: (n, c) => [shake(line({ x: n.x0 - 1, y: n.y + n.row / 2 }, { x: n.x1 + 2, y: n.y + n.row / 2 }), 0.06, c)] },
  underlined: { says: "?", draw: (n, c) => [shake(line({ x: n.x0, y: n.y + 0.5 * n.high }, { x: n.x1, y: n.y + 0.5 * n.high }), 0.05, c)] },
  scribble: { says: "0?", draw: (n, c) => {
    const turns = Math.round((n.x1 - n.x0) * 0.8);
    return [line({ x: n.x0 - 1, y: n.y }, { x: n.x1 + 1, y: n.y }, turns).map((p, i) => ({ x: p.x + c.between(-0.5, 0.5), y: p.y + (i % 2 ? 1 : -1) * n.high * c.between(0.3, 0.5) }))];
  } },
  circled: { says: "?", draw: (n, c) => [Array.from({ length: 50 }, (_, i) => ({ x: (n.x0 + n.x1) / 2 + ((n.x1 - n.x0) / 2 + 2) * Math.cos((i / 47) * 2 * Math.PI), y: n.y + n.high * 0.62 * Math.sin((i / 47) * 2 * Math.PI) + c.between(-0.05, 0.05) }))] },
  tick: { says: "?", draw: (n, c) => {
    const x = n.x1 + c.between(2, 6);
    return [[{ x, y: n.y }, { x: x + 1, y: n.y + 1.5 }, { x: x + 3, y: n.y - 2 }]];
  } },
  "crossed out again": { says: "?", draw: (n, c) => {
    const { from, to, y } = whole(n, c);
    const hatch = [];
    for (let x = n.x0 + 1; x < n.x1; x += c.between(2, 4)) hatch.push([{ x, y: y - 0.45 * n.high }, { x: x + 1.5, y: y + 0.45 * n.high }]);
    return [line({ x: from, y }, { x: to, y }), ...hatch];
  } },
  "taken back in words": { says: "?", draw: (n, c) => {
    const { from, to, y } = whole(n, c);
    return [line({ x: from, y }, { x: to, y }), ...scrawl(Math.max(to, n.x1) + 4, y, 12, c)];
  } },
  faint: { says: "0?", faint: true, draw: (n, c) => {
    const { from, to, y } = whole(n, c);
    return [shake(line({ x: from, y }, { x: to, y }), 0.05, c)];
  } },
  "a dot": { says: "1?", draw: (n, c) => [[{ x: c.between(n.x0, n.x1), y: n.y }, { x: c.between(n.x0, n.x1), y: n.y + 0.3 }].slice(0, 1).flatMap((p) => [p, { x: p.x + 0.8, y: p.y + 0.4 }])] },
};

// scrawl writes what looks like words.
export function scrawl(x, y, long, chance) {
  return [Array.from({ length: Math.round(long * 2.5) }, (_, i) => ({ x: x + i * 0.4, y: y + (i % 2 ? 1 : -1) * chance.between(0.2, 1.4) }))];
}

// ring draws a small one in a box.
const ring = (b, c) => {
  const [x, y] = [b.x + c.between(0.4, 0.6) * b.side, b.y + c.between(0.4, 0.7) * b.side];
  const [wide, high] = [c.between(0.2, 0.28) * b.side, c.between(0.2, 0.28) * b.side];
  const way = (i) => (i / 28) * 2 * Math.PI;
  return [Array.from({ length: 30 }, (_, i) => ({ x: x + wide * Math.cos(way(i)), y: y + high * Math.sin(way(i)) }))];
};

const cross = (b, c, out = 0) => {
  const s = b.side / 2 + out;
  const [x, y] = [b.x + b.side / 2 + c.between(-0.4, 0.4), b.y + b.side / 2 + c.between(-0.3, 0.3)];
  const r = s * c.between(0.65, 0.95);
  return [shake(line({ x: x - r, y: y - r }, { x: x + r, y: y + r }, 6), 0.05, c), shake(line({ x: x + r, y: y - r }, { x: x - r, y: y + r }, 6), 0.05, c)];
};

// What stands in a box.
export const BOXES = {
  cross: { says: "x", draw: (b, c) => cross(b, c) },
  tick: { says: "x", draw: (b, c) => [[{ x: b.x + 0.15 * b.side, y: b.y + 0.5 * b.side }, { x: b.x + 0.4 * b.side, y: b.y + 0.85 * b.side }, { x: b.x + c.between(0.85, 1.1) * b.side, y: b.y + c.between(-0.05, 0.2) * b.side }]] },
  "cross over the edge": { says: "x", draw: (b, c) => cross(b, c, 0.16 * b.side) },
  scribbled: { says: "?", draw: (b, c) => [line({ x: b.x + 0.3, y: b.y + 0.3 }, { x: b.x + b.side - 0.3, y: b.y + b.side - 0.3 }, 14).map((p, i) => ({ x: i % 2 ? b.x + 0.4 : b.x + b.side - 0.4, y: p.y + c.between(-0.2, 0.2) }))] },
  circled: { says: "?", draw: (b, c) => [Array.from({ length: 30 }, (_, i) => ({ x: b.x + b.side / 2 + b.side * c.between(0.34, 0.38) * Math.cos((i / 28) * 2 * Math.PI), y: b.y + b.side / 2 + b.side * 0.36 * Math.sin((i / 28) * 2 * Math.PI) }))] },
  "crossed out again": { says: "?", draw: (b, c) => [...cross(b, c), ...[0.25, 0.42, 0.6, 0.78].map((t) => line({ x: b.x - 0.8, y: b.y + t * b.side }, { x: b.x + b.side + 0.8, y: b.y + (t + c.between(-0.06, 0.06)) * b.side }, 6))] },
  beside: { says: "?", draw: (b, c) => cross({ ...b, x: b.x + b.side * c.between(1.1, 1.5) }, c) },
  faint: { says: "x?", faint: true, draw: (b, c) => cross(b, c) },
  "a dot": { says: "?", draw: (b, c) => [[{ x: b.x + b.side / 2, y: b.y + b.side / 2 }, { x: b.x + b.side / 2 + 0.8, y: b.y + b.side / 2 + c.between(0.2, 0.6) }]] },
};

// What is drawn in boxes on purpose, and by no chance: papers have their numbers.
export const MORE = { "a ring": { says: "?", draw: ring } };
