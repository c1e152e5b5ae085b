// @ts-check
// How a flat page lies in a picture.

/** @typedef {{x: number, y: number}} Point */
/** @typedef {number[]} Plane nine numbers: from millimetres on the page to pixels */

// plane finds how four points of a page came to four points of a picture, or
// null where no page can lie so.
/** @param {Point[]} from @param {Point[]} to @returns {Plane | null} */
export function plane(from, to) {
  const a = [];
  for (let i = 0; i < 4; i += 1) {
    const { x, y } = from[i];
    const { x: u, y: v } = to[i];
    a.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  return solve(a) ? [...a.map((row) => row[8]), 1] : null;
}

// solve leaves the solution of eight equations in their last column.
/** @param {number[][]} a */
function solve(a) {
  const n = a.length;
  for (let i = 0; i < n; i += 1) {
    let best = i;
    for (let r = i + 1; r < n; r += 1) if (Math.abs(a[r][i]) > Math.abs(a[best][i])) best = r;
    if (Math.abs(a[best][i]) < 1e-9) return false;
    [a[i], a[best]] = [a[best], a[i]];
    for (let c = n; c >= i; c -= 1) a[i][c] /= a[i][i];
    for (let r = 0; r < n; r += 1) {
      const times = a[r][i];
      if (r === i || times === 0) continue;
      for (let c = i; c <= n; c += 1) a[r][c] -= times * a[i][c];
    }
  }
  return true;
}

// at gives where a point of the page lies in the picture.
/** @param {Plane} p @param {number} x @param {number} y @returns {Point} */
export function at(p, x, y) {
  const w = p[6] * x + p[7] * y + p[8];
  return { x: (p[0] * x + p[1] * y + p[2]) / w, y: (p[3] * x + p[4] * y + p[5]) / w };
}

// stretch gives how a millimetre to the right and one down look at a place of
// the page, in pixels: [right.x, right.y, down.x, down.y].
/** @param {Plane} p @param {number} x @param {number} y */
export function stretch(p, x, y) {
  const w = p[6] * x + p[7] * y + p[8];
  const { x: u, y: v } = at(p, x, y);
  return [(p[0] - u * p[6]) / w, (p[3] - v * p[6]) / w, (p[1] - u * p[7]) / w, (p[4] - v * p[7]) / w];
}
