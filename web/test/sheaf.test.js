import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.js";
import { Sheaf } from "../static/station/sheaf.js";

const list = { style: "cross_out", seats: 2, names: ["An", "Bình", "Chi"] };
const paper = (hash, marks, defect = "") => ({ hash, rows: [...marks], defect });
const aside = (cause, issued, marks, defect = "") => ({ cause, issued, rows: [...marks], defect });

function sheafOf(...papers) {
  const sheaf = new Sheaf(list, 3, 4, "A");
  for (const p of papers) sheaf.add(p);
  return sheaf;
}

test("a batch has hashes and marks each sorted by itself: none tells which belong together", () => {
  const papers = [paper("cc", "110"), paper("aa", "111"), paper("bb", "011", "signed")];
  const { tokens, marks, n, sheaf } = sheafOf(...papers).batch();
  assert.deepEqual(tokens, ["aa", "bb", "cc"]);
  assert.deepEqual(marks, ["!signed", "110", "111"]);
  assert.deepEqual([n, sheaf], [3, 3]);
  assert.deepEqual(sheafOf(...[...papers].reverse()).batch(), sheafOf(...papers).batch()); // the order of entry leaves no trace
});

test("papers without a code are counted by cause and conclusion, not listed", () => {
  const batch = sheafOf(aside("duplicate_here", false, "110", "not_issued"), paper("aa", "110"), aside("damaged_code", true, "100"), aside("damaged_code", true, "010")).batch();
  assert.deepEqual(batch.set_aside, [{ cause: "damaged_code", issued: true, count: 2 }, { cause: "duplicate_here", issued: false, count: 1 }]);
  assert.deepEqual(batch.tokens, ["aa"]);
  assert.deepEqual(batch.marks, ["!not_issued", "010", "100", "110"]);
});

test("one cause with two conclusions is two entries", () => {
  const batch = sheafOf(aside("damaged_code", false, "110", "not_issued"), aside("damaged_code", true, "110")).batch();
  assert.deepEqual(batch.set_aside.map((e) => e.issued), [false, true]);
});

test("a batch is made anew from what is there: nothing is counted twice", () => {
  const sheaf = sheafOf(aside("damaged_code", true, "100"));
  assert.deepEqual(sheaf.batch(), sheaf.batch());
});

test("undo gives back the newest paper, and its code may come again", () => {
  const sheaf = sheafOf(paper("aa", "110"), paper("bb", "101"));
  assert.ok(sheaf.has("bb"));
  assert.deepEqual(sheaf.undo(), paper("bb", "101"));
  assert.ok(!sheaf.has("bb") && sheaf.has("aa"));
  sheaf.undo();
  assert.equal(sheaf.undo(), undefined);
});

test("papers without codes are no duplicates of one another", () => {
  assert.ok(!sheafOf(aside("no_code", true, "110")).has("aa"));
});

test("a sheaf is full at its size", () => {
  const sheaf = sheafOf(paper("a", "110"), paper("b", "110"), paper("c", "110"));
  assert.ok(!sheaf.full);
  sheaf.add(paper("d", "110"));
  assert.ok(sheaf.full);
});

test("invalid are those with a defect and those that the rules reject", () => {
  assert.equal(sheafOf(paper("a", "110"), paper("b", "111"), paper("c", "000"), paper("d", "110", "written_in")).invalid, 3);
});

test("a sheaf that was stored goes on under the same id", () => {
  const sheaf = sheafOf(paper("aa", "110"));
  const back = Sheaf.from(list, JSON.parse(JSON.stringify(sheaf.stored)));
  assert.equal(back.id, sheaf.id);
  assert.deepEqual(back.batch(), sheaf.batch());
  assert.ok(!("list" in sheaf.stored)); // the list is that of the package
});

test("ids are UUIDs of version 4, each another", () => {
  const [a, b] = [sheafOf().id, sheafOf().id];
  assert.match(a, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(a, b);
});
