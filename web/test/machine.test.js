import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.js";
import { Beside, Machine, Marks } from "../static/station/machine.js";
import { Sheaf } from "../static/station/sheaf.js";

const frame = () => ({ closed: false, close() { this.closed = true; } });

// machine gives a machine of two rows whose looks are answered by hand.
function machine(codes = true) {
  const worker = { sent: [], onmessage: null, postMessage(message) { this.sent.push(message); } };
  const m = new Machine(2, codes, worker);
  const look = (rows, why = "", texts = ["KP1:A"]) => {
    const before = worker.sent.length;
    m.offer(frame(), texts);
    if (worker.sent.length === before) return false;
    worker.onmessage({ data: { paper: worker.sent.at(-1).paper, rows: rows && [...rows], why } });
    return true;
  };
  return { m, worker, look };
}

test("a row is sure once it was read alike twice and never otherwise", () => {
  const marks = new Marks(2);
  marks.add(["1", "0"]);
  assert.deepEqual(marks.rows, ["?", "?"]);
  marks.add(["1", "?"]);
  marks.add(null); // no paper was seen
  assert.deepEqual([marks.rows, marks.sure, marks.looks], [["1", "?"], false, 2]);
  marks.add(["0", "0"]);
  assert.deepEqual(marks.rows, ["?", "0"]); // read this way and that way: never sure again
  for (let i = 0; i < 9; i += 1) marks.add(["1", "0"]);
  assert.deepEqual([marks.rows, marks.done, marks.sure], [["?", "0"], true, false]);
});

test("only frames that show the code of the open paper are read", () => {
  const { m, look } = machine();
  assert.equal(look("10"), false); // no paper is open
  m.begin("kp1:a");
  assert.equal(look("10", "", []), false);
  assert.equal(look("10", "", ["KP1:B"]), false);
  assert.equal(look("10", "", ["KP1:A", "KP1:B"]), false);
  assert.equal(m.reading, null);
  assert.ok(look("10") && look("10"));
  assert.deepEqual(m.reading, { rows: ["1", "0"], defect: "", unsure: false });
  assert.equal(look("10"), false); // it has seen enough
});

test("a late answer about the paper before is of no use, and one frame is read at a time", () => {
  const { m, worker } = machine();
  m.begin("KP1:A");
  m.offer(frame(), ["KP1:A"]);
  const second = frame();
  m.offer(second, ["KP1:A"]);
  assert.ok(second.closed && worker.sent.length === 1);
  m.begin("KP1:B");
  worker.onmessage({ data: { paper: 1, rows: ["1", "1"], why: "" } });
  assert.equal(m.marks.looks, 0);
});

test("papers without codes are read once the one before was taken away", () => {
  const { m, look } = machine(false);
  m.begin();
  look("10", "", []);
  look("10", "", []);
  assert.ok(m.reading); // the first has none before it
  m.begin();
  look("10", "", []);
  look("10", "", []);
  assert.deepEqual([m.reading, m.why], [null, "before"]);
  look(null, "none", []);
  look("11", "", []);
  look("11", "", []);
  assert.deepEqual(m.reading.rows, ["1", "1"]);
});

test("something written beside the rows is for people", () => {
  const { m, look } = machine();
  m.begin("KP1:A");
  for (let i = 0; i < 9; i += 1) look(null, "written");
  assert.ok(m.marks.done && !m.reading);
});

// beside gives a comparison whose machine saw these rows; "" for a machine that is not sure.
function beside(saw) {
  const { m, look } = machine();
  const b = new Beside(m);
  b.begin("KP1:A");
  for (let i = 0; i < (saw ? 2 : 8); i += 1) look(saw || "??");
  return b;
}
const paper = (marks, defect = "") => ({ rows: [...marks], defect, hash: "aa" });

test("a paper on which person and machine agree is kept at once", () => {
  const p = paper("10");
  assert.equal(beside("10").finish(p), "");
  assert.deepEqual(p.machine, { rows: ["1", "0"], defect: "", unsure: false });
});

test("who is done before the machine waits for it, or says so again and waits no more", () => {
  const { m, look } = machine();
  const states = [];
  m.told = (state) => states.push(state);
  const b = new Beside(m);
  b.begin("KP1:A");
  look("10");
  assert.deepEqual([b.finish(paper("10")), b.waits], ["wait", true]);
  look("10");
  const p = paper("10");
  assert.deepEqual([states, b.finish(p), b.waits, p.machine.unsure], [["", "", "sure"], "", false, false]);
  b.begin("KP1:B");
  assert.deepEqual([b.finish(paper("10")), b.finish(paper("10")), b.waits], ["wait", "second", false]);
});

test("after so many looks the machine says that it is not sure, and nobody waits", () => {
  const { m, look } = machine();
  let said = "";
  m.told = (state) => (said = state);
  m.begin("KP1:A");
  for (let i = 0; i < 7; i += 1) look("1?");
  assert.deepEqual([said, m.looking], ["", true]);
  look("1?");
  assert.deepEqual([said, m.looking], ["unsure", false]);
});

test("where they differ the person looks once more, and both entries stand", () => {
  const b = beside("10");
  const p = paper("11");
  assert.equal(b.finish(p), "look");
  assert.equal(b.finish(p), "");
  assert.deepEqual([p.rows, p.machine.rows], [["1", "1"], ["1", "0"]]);
});

test("where the machine is not sure a second person reads in its place", () => {
  const b = beside("");
  assert.equal(b.finish(paper("10")), "second");
  const p = paper("10");
  assert.equal(b.finish(p), "");
  assert.deepEqual([p.rows, p.machine], [["1", "0"], { rows: ["1", "0"], defect: "", unsure: true }]);
});

test("what the second person enters otherwise is looked at once more, and the first entry stays the first's", () => {
  const b = beside("");
  b.finish(paper("10"));
  const p = paper("11");
  assert.equal(b.finish(p), "look");
  assert.equal(b.finish(p), "");
  assert.deepEqual([p.rows, p.machine.rows], [["1", "0"], ["1", "1"]]);
});

test("a defect that only people see is named by two people", () => {
  const b = beside("10");
  assert.equal(b.finish(paper("10", "signed")), "second");
  const p = paper("10", "signed");
  assert.equal(b.finish(p), "");
  assert.deepEqual([p.defect, p.machine.defect, p.machine.unsure], ["signed", "signed", true]);
});

test("a sheet that the committee did not issue is none for the machine either", () => {
  const p = { ...paper("10", "not_issued"), hash: undefined, issued: false };
  assert.equal(beside("10").finish(p), "");
  assert.deepEqual(p.machine, { rows: [], defect: "not_issued", unsure: false });
});

test("what is asked of an open paper is asked until it is done", () => {
  const b = beside("");
  assert.equal(b.asks, false);
  b.finish(paper("10"));
  assert.equal(b.asks, true);
  b.begin("KP1:B");
  assert.deepEqual([b.asks, b.finish(paper("10")), b.asks], [false, "wait", true]);
});

test("a paper that is corrected keeps what the machine saw of it", () => {
  const b = beside("10");
  const p = paper("10");
  b.finish(p);
  b.again();
  p.rows = ["1", "1"];
  assert.equal(b.finish(p), "look");
  assert.equal(b.finish(p), "");
  assert.deepEqual(p.machine.rows, ["1", "0"]);
});

test("what leaves of the machine is a sorted list and a number", () => {
  const sheaf = new Sheaf({ style: "cross_out", seats: 1, names: ["An", "Bình"] }, 1, 2, "A");
  const machine = (marks, unsure) => ({ rows: [...marks], defect: "", unsure });
  sheaf.add({ ...paper("11"), machine: machine("11", true) });
  sheaf.add({ ...paper("10"), machine: machine("01", false) });
  assert.deepEqual(sheaf.machineBatch(), { batch: sheaf.machineId, marks: ["01", "11"], unsure: 1 });
  assert.notEqual(sheaf.machineId, sheaf.id);
  assert.equal(Sheaf.from(sheaf.list, sheaf.stored).machineId, sheaf.machineId);
});
