// @ts-check
// A stack of scans, and what the machine read of them.

/** @typedef {{text: string, rows: string[] | null}} Seen a code, and the marks beside it; null where no paper was read */

// placed gives by what a paper without a code is known: the one that is entered
// as that many-th was scanned as that many-th.
/** @param {number} place */
export const placed = (place) => `#${place}`;

// keyOf gives by what the marks of a scan are kept, or "" where it is no paper of the round.
/**
 * @param {string} text its code @param {number} place on the stack
 * @param {((text: string) => boolean) | null} known whether a code is one of the round; null where papers have none
 */
export function keyOf(text, place, known) {
  if (!known) return text ? "" : placed(place);
  return known(text) ? text : "";
}

// Stack reads one scan after the other, in the order in which they were given.
export class Stack {
  /** @type {Blob[]} */
  waiting = [];
  total = 0;
  done = 0;
  /** @type {number[]} */
  unread = []; // positions of scans that are no paper of this round, or cannot be read
  paused = false;
  busy = false;
  turn = 0; // a stack that was taken back is not this one

  /**
   * @param {(scan: Blob) => Promise<Seen>} look @param {(seen: Seen, place: number) => boolean} keep whether it is a paper
   * @param {() => void} changed
   */
  constructor(look, keep, changed) {
    this.look = look;
    this.keep = keep;
    this.changed = changed;
  }

  /** add puts scans on the stack. @param {Iterable<Blob>} scans */
  add(scans) {
    this.waiting.push(...scans);
    this.total = this.done + this.waiting.length;
    this.changed();
    return this.run();
  }

  pause(paused) {
    this.paused = paused;
    this.changed();
    return this.run();
  }

  // undo takes the whole stack back.
  undo() {
    this.turn += 1;
    this.waiting = [];
    this.unread = [];
    this.total = this.done = 0;
    this.paused = false;
    this.changed();
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    while (this.waiting.length && !this.paused) {
      const { turn } = this;
      const seen = await this.look(this.waiting[0]).catch(() => null);
      if (turn !== this.turn) continue;
      this.waiting.shift();
      this.done += 1;
      if (!seen || !this.keep(seen, this.done)) this.unread.push(this.done);
      this.changed();
    }
    this.busy = false;
  }
}

// Readings are what the machine read of the scans of a stack, by code.
export class Readings {
  /** @type {Map<string, string[]>} */
  rows = new Map();

  // keep keeps one. The same code on two scans is a copy, or one paper scanned
  // twice: of neither is the machine sure.
  /** @param {Seen} seen @returns {boolean} whether a paper was read that was not read before */
  keep({ text, rows }) {
    const code = text.trim().toUpperCase();
    if (!code || !rows) return false;
    const known = this.rows.get(code);
    this.rows.set(code, known ? known.map(() => "?") : rows);
    return !known;
  }

  get(text) {
    return this.rows.get(text);
  }

  forget() {
    this.rows.clear();
  }
}
