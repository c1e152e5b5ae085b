// @ts-check
// The open sheaf: papers entered one after the other. It is stored as one
// encrypted value, rewritten whole. What leaves it is the batch: two lists,
// each sorted by itself, so that no code can be paired with its marks.
import { encode, judge } from "./marks.js";

export class Sheaf {
  /** @type {Paper[]} */
  papers = [];
  id = randomId();
  machineId = randomId(); // of what the machine read, which is a batch of its own

  /** @param {BallotList} list @param {number} number @param {number} size @param {string} pass */
  constructor(list, number, size, pass) {
    this.list = list;
    this.number = number;
    this.size = size;
    this.pass = pass;
  }

  // stored gives what a reload needs; from makes the sheaf of it again.
  get stored() {
    return { id: this.id, machineId: this.machineId, number: this.number, size: this.size, pass: this.pass, papers: this.papers };
  }

  static from(list, { id, machineId, number, size, pass, papers }) {
    return Object.assign(new Sheaf(list, number, size, pass), { id, machineId, papers });
  }

  get full() {
    return this.papers.length >= this.size;
  }

  /** @param {string} hash */
  has(hash) {
    return this.papers.some((paper) => paper.hash === hash);
  }

  /** add takes a finished paper. @param {Paper} paper */
  add(paper) {
    this.papers.push(paper);
  }

  // undo takes back the newest paper and returns it for correction.
  undo() {
    return this.papers.pop();
  }

  // invalid counts the papers that elect nobody lawfully.
  get invalid() {
    return this.papers.filter((p) => p.defect || judge(this.list, p.rows)).length;
  }

  // machineBatch gives what the machine read of the same papers, sorted as well,
  // and of how many it was not sure: never of which.
  machineBatch() {
    return {
      batch: this.machineId,
      marks: this.papers.map(({ machine }) => encode(machine.rows, machine.defect)).sort(),
      unsure: this.papers.filter(({ machine }) => machine.unsure).length,
    };
  }

  // batch gives the body that is sent.
  batch() {
    const aside = new Map();
    for (const p of this.papers.filter((p) => !p.hash)) {
      const key = p.cause + p.issued;
      const entry = aside.get(key) || { cause: p.cause, issued: p.issued, count: 0 };
      entry.count += 1;
      aside.set(key, entry);
    }
    return {
      n: this.papers.length,
      sheaf: this.number,
      tokens: this.papers.filter((p) => p.hash).map((p) => p.hash).sort(),
      marks: this.papers.map((p) => encode(p.rows, p.defect)).sort(),
      set_aside: [...aside.keys()].sort().map((key) => aside.get(key)),
    };
  }
}

// randomId gives a UUIDv4; crypto.randomUUID needs HTTPS, getRandomValues does not.
function randomId() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const h = Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
