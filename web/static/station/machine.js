// @ts-check
// The machine that reads the marks beside the person. It looks at the same
// paper several times; what it tells is whether it is sure, and whether the
// person entered what it saw, never what it saw.
import { isCheckSheet } from "./check.js";
import { encode } from "./marks.js";
import { Readings } from "./stack.js";

const EQUAL = 2; // looks at which a row must read the same
const LOOKS = 8; // after so many it has seen enough of a paper

/** @typedef {{rows: string[], defect: string, unsure: boolean}} Reading kept beside a paper of the open sheaf */

// Marks puts together what several looks at one paper saw. A row is sure once
// it was read alike often enough and never otherwise.
export class Marks {
  /** @type {Map<string, number>[]} */
  seen = [];
  looks = 0;

  /** @param {number} rows */
  constructor(rows) {
    this.seen = Array.from({ length: rows }, () => new Map());
  }

  /** add takes one look. @param {string[] | null} rows */
  add(rows) {
    if (!rows) return;
    this.looks += 1;
    rows.forEach((mark, i) => mark !== "?" && this.seen[i].set(mark, (this.seen[i].get(mark) ?? 0) + 1));
  }

  /** scan takes what was read of a scan in place of all looks. @param {string[]} rows */
  scan(rows) {
    this.looks = LOOKS;
    this.seen = rows.map((mark) => new Map(mark === "?" ? [] : [[mark, EQUAL]]));
  }

  // rows gives the marks, "?" where it is not sure.
  get rows() {
    return this.seen.map((marks) => {
      const [[mark, times]] = marks.size === 1 ? [...marks] : [["?", 0]];
      return times >= EQUAL ? mark : "?";
    });
  }

  get sure() {
    return !this.rows.includes("?");
  }

  get done() {
    return this.sure || this.looks >= LOOKS;
  }
}

export class Machine {
  busy = false;
  paper = 0; // which paper is looked at; an answer about another is late
  text = ""; // the code of that paper, "" where papers have none
  gone = true; // the paper before was taken away
  /** @type {Marks | null} */
  marks = null;
  scans = new Readings(); // of papers that are not looked at through the camera
  why = ""; // why it reads nothing: no paper, two, too far, not sharp, the one before
  /** @type {(state: "" | "sure" | "unsure") => void} */
  told = () => {}; // how it gets on with the open paper: never what it saw

  /**
   * @param {number} rows of a paper
   * @param {boolean} codes whether papers have one
   * @param {Pick<Worker, "postMessage" | "terminate"> & {onmessage: any}} worker that reads
   */
  constructor(rows, codes, worker) {
    this.rows = rows;
    this.codes = codes;
    this.worker = worker;
    worker.onmessage = ({ data }) => this.answered(data);
  }

  // begin looks at a new paper: the one with this code, or the one that comes
  // after that before it was taken away.
  begin(text = "") {
    this.paper += 1;
    this.text = text.trim().toUpperCase();
    this.marks = new Marks(this.rows);
    this.gone = this.codes || this.paper === 1;
    this.why = "";
    this.told("");
    this.scanned(this.text);
  }

  /** scanned is told that a paper was read from a scan, or is no longer. @param {string} text its code */
  scanned(text) {
    const rows = this.scans.get(this.text);
    if (!this.marks || !rows || text.trim().toUpperCase() !== this.text) return;
    this.marks.scan(rows);
    this.told(this.marks.sure ? "sure" : "unsure");
  }

  // forget takes back what it read of scans: the open paper is looked at anew.
  forget() {
    const had = this.scans.get(this.text);
    this.scans.forget();
    if (!this.marks || !had) return;
    this.marks = new Marks(this.rows);
    this.told("");
  }

  end() {
    this.marks = null;
  }

  // close ends the worker, and what it knew.
  close() {
    this.end();
    this.scans.forget();
    this.worker.terminate();
  }

  // looking: it has not yet seen enough of the open paper.
  get looking() {
    return this.marks !== null && !this.marks.done;
  }

  // offer takes a frame and the texts of the codes in it, and closes it where
  // there is nothing to read.
  /** @param {ImageBitmap} frame @param {string[]} texts */
  offer(frame, texts) {
    const shown = this.codes ? texts.length === 1 && texts[0].trim().toUpperCase() === this.text : !texts.some(isCheckSheet);
    if (!this.marks || this.marks.done || this.busy || !shown) {
      frame.close();
      return;
    }
    this.busy = true;
    this.worker.postMessage({ frame, paper: this.paper }, [frame]);
  }

  answered({ paper, rows, why }) {
    this.busy = false;
    if (paper !== this.paper || !this.marks) return;
    if (why === "none") this.gone = true;
    this.why = this.gone ? why : "before";
    if (this.gone) this.marks.add(why === "written" ? Array(this.rows).fill("?") : rows);
    this.told(this.marks.sure ? "sure" : this.marks.done ? "unsure" : "");
  }

  // reading gives what it saw of the open paper; null where it is not sure.
  /** @returns {Reading | null} */
  get reading() {
    return this.marks?.sure ? { rows: this.marks.rows, defect: "", unsure: false } : null;
  }
}

// machineFor starts the worker that reads the papers of a pass, or its check
// sheets, which always have codes. It gives null where the pass is not counted
// with one.
/** @param {Pack} pack @param {boolean} codes @returns {Machine | null} */
export function machineFor(pack, codes = pack.codes) {
  if (!pack.machine) return null;
  const worker = new Worker(new URL("../read/worker.js", import.meta.url), { type: "module" });
  worker.postMessage({ printed: pack.picture });
  return new Machine(pack.list.names.length, codes, worker);
}

// Beside compares, paper after paper, what a person entered with what the
// machine saw. What it is not sure of, or what only people can see, a second
// person reads in its place, without what the first one entered.
export class Beside {
  /** @type {{rows: string[], defect: string} | null} */
  first = null; // what the first person entered, while the second does
  told = false; // that the two differ
  waits = false; // the person is done before the machine is

  /** @param {Machine} machine */
  constructor(machine) {
    this.machine = machine;
  }

  /** begin is told of each paper that is opened. @param {string} text its code */
  begin(text) {
    this.first = null;
    this.told = this.waits = false;
    this.machine.begin(text);
  }

  // again is a paper that is corrected: what the machine saw of it stays.
  again() {
    this.first = null;
    this.told = this.waits = false;
    this.machine.end();
  }

  // asks: the pair was told to do something about the open paper, and has not done it.
  get asks() {
    return this.waits || this.told || this.first !== null;
  }

  // finish takes a paper that somebody says is done: "" where it is kept, or
  // what has to happen first: "wait" (the machine is still looking; who says it
  // again does not wait), "second" (a second person enters it), "look" (what
  // two entered differs).
  /** @param {Paper} paper @returns {"" | "wait" | "second" | "look"} */
  finish(paper) {
    if (paper.defect === "not_issued" && !paper.hash) { // concluded by the committee, of the sheet and not of its marks
      paper.machine = { rows: [], defect: "not_issued", unsure: false };
      return "";
    }
    const entered = { rows: paper.rows, defect: paper.defect };
    const seen = paper.machine && !paper.machine.unsure ? paper.machine : this.machine.reading;
    const early = !this.first && !seen && !paper.defect && this.machine.looking;
    this.waits = early && !this.waits;
    if (this.waits) return "wait";
    if (!this.first && (!seen || paper.defect)) {
      this.first = entered;
      return "second";
    }
    const [person, other] = this.first ? [this.first, { ...entered, unsure: true }] : [entered, seen];
    if (encode(person.rows, person.defect) !== encode(other.rows, other.defect) && !this.told) {
      this.told = true;
      return "look";
    }
    Object.assign(paper, { rows: person.rows, defect: person.defect, machine: other });
    return "";
  }
}
