// @ts-check
// Chance that repeats itself.
export class Chance {
  constructor(seed) {
    this.state = seed >>> 0 || 1;
  }

  /** next gives a number from 0 to 1. */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  between(a, b) {
    return a + (b - a) * this.next();
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  normal() {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  // normals gives so many numbers to take, each like one of normal: from a
  // table, since a picture needs a million of them.
  /** @param {(i: number, normal: number) => void} take @param {number} many */
  normals(take, many) {
    table ??= Float32Array.from({ length: 1 << 16 }, () => source.normal());
    let state = (this.next() * 4294967296) >>> 0;
    for (let i = 0; i < many; i += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      take(i, table[state >>> 16]);
    }
  }

  is(share) {
    return this.next() < share;
  }
}

const source = new Chance(4711);
/** @type {Float32Array | undefined} */
let table;
