// @ts-check
// The check of a machine before it counts: it reads sheets of known marks, and
// the server says whether it read them as they were printed. A sheet is no
// ballot: its code says so.

/** isCheckSheet: the code is that of a check sheet. @param {string} text */
export const isCheckSheet = (text) => /^KPK1:/i.test(text.trim());

// Check reads one sheet after the other, in any order, each once.
export class Check {
  /** @type {Map<string, string>} */
  read = new Map(); // marks by code

  /**
   * @param {string[]} codes of the sheets
   * @param {Pick<import("./machine.js").Machine, "begin" | "end" | "text" | "marks">} machine that looks
   * @param {() => void} changed
   */
  constructor(codes, machine, changed) {
    this.codes = codes;
    this.machine = machine;
    this.changed = changed;
  }

  /** seen is told of a code that lies under the camera. @param {string} text @returns {boolean} whether it is one of these sheets */
  seen(text) {
    const code = text.trim().toUpperCase();
    if (!this.codes.includes(code)) return false;
    if (!this.read.has(code)) this.machine.begin(code);
    return true;
  }

  // looked is told that the machine has seen enough of the sheet under it.
  looked() {
    if (this.machine.marks) this.take(this.machine.text, this.machine.marks.rows);
    this.machine.end();
  }

  /** take notes what was read of a sheet. @param {string} text @param {string[] | null} rows */
  take(text, rows) {
    const code = text.trim().toUpperCase();
    if (!rows || !this.codes.includes(code)) return;
    this.read.set(code, rows.join(""));
    this.changed();
  }

  get done() {
    return this.codes.every((code) => this.read.has(code));
  }

  // marks are what was read, in the order of the sheets.
  get marks() {
    return this.codes.map((code) => this.read.get(code) ?? "");
  }
}
