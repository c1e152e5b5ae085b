import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.js";
import { Machine } from "../static/station/machine.js";
import { keyOf, placed, Readings, Stack } from "../static/station/stack.js";

// stack gives a stack whose scans are read by hand: answer reads the next one.
function stack() {
  const asked = [];
  const s = new Stack((scan) => new Promise((answer, fail) => asked.push({ scan, answer, fail })), (read) => read, () => {});
  const answer = async (read) => {
    const { answer: say, fail } = asked.shift();
    if (read === "broken") fail(new Error("no picture"));
    else say(read);
    await new Promise((go) => setTimeout(go));
  };
  return { s, asked, answer };
}

test("scans are read one after the other, and those that are none are told by their place", async () => {
  const { s, asked, answer } = stack();
  s.add(["a", "b", "c"]);
  assert.deepEqual([asked.length, s.done, s.total], [1, 0, 3]);
  await answer(true);
  await answer("broken");
  await answer(false);
  assert.deepEqual([s.done, s.unread], [3, [2, 3]]);
  s.add(["d"]);
  await answer(false);
  assert.deepEqual([s.done, s.total, s.unread], [4, 4, [2, 3, 4]]);
});

test("a stack is held and goes on where it was", async () => {
  const { s, asked, answer } = stack();
  s.add(["a", "b"]);
  s.pause(true);
  await answer(true);
  assert.deepEqual([asked.length, s.done], [0, 1]);
  s.pause(false);
  await answer(true);
  assert.deepEqual([s.done, s.unread], [2, []]);
});

test("what is still being read of a stack that was taken back does not count", async () => {
  const { s, asked, answer } = stack();
  s.add(["a", "b"]);
  s.undo();
  s.add(["c"]);
  await answer(false);
  assert.deepEqual([asked[0].scan, s.done, s.total, s.unread], ["c", 0, 1, []]);
  await answer(true);
  assert.deepEqual([s.done, s.unread], [1, []]);
});

test("a scan of a stack that was taken back is not kept when its reading comes late", async () => {
  const kept = [];
  const answers = [];
  const s = new Stack(() => new Promise((answer) => answers.push(answer)), ({ text }, place) => kept.push(text + place), () => {});
  s.add(["a"]);
  s.undo();
  s.add(["b"]);
  for (const text of ["a", "b"]) {
    answers.shift()({ text, rows: ["1"] });
    await new Promise((go) => setTimeout(go));
  }
  assert.deepEqual(kept, ["b1"]);
});

test("the same code twice is a copy: the machine is sure of neither", () => {
  const readings = new Readings();
  assert.equal(readings.keep({ text: "kp1:a ", rows: ["1", "0"] }), true);
  assert.deepEqual(readings.get("KP1:A"), ["1", "0"]);
  assert.equal(readings.keep({ text: "KP1:A", rows: ["1", "0"] }), false);
  assert.deepEqual(readings.get("KP1:A"), ["?", "?"]);
  assert.equal(readings.keep({ text: "", rows: ["1", "0"] }), false);
  assert.equal(readings.keep({ text: "KP1:B", rows: null }), false);
});

function machine() {
  const worker = { sent: 0, postMessage() { this.sent += 1; }, terminate() {} };
  const m = new Machine(2, true, worker);
  const told = [];
  m.told = (state) => told.push(state);
  return { m, worker, told };
}

test("a paper that was scanned is not looked at through the camera", () => {
  const { m, worker, told } = machine();
  m.scans.keep({ text: "KP1:A", rows: ["1", "0"] });
  m.begin("KP1:A");
  m.offer({ close() {} }, ["KP1:A"]);
  assert.deepEqual([m.reading, told, worker.sent], [{ rows: ["1", "0"], defect: "", unsure: false }, ["", "sure"], 0]);
  m.scans.keep({ text: "KP1:B", rows: ["1", "?"] });
  m.begin("KP1:B");
  assert.deepEqual([m.reading, m.looking, told.at(-1)], [null, false, "unsure"]);
});

test("a scan that is read while its paper is open tells of it, and of no other", () => {
  const { m, told } = machine();
  m.begin("KP1:A");
  m.scans.keep({ text: "KP1:B", rows: ["1", "0"] });
  m.scanned("KP1:B");
  assert.deepEqual(told, [""]);
  m.scans.keep({ text: "KP1:A", rows: ["1", "1"] });
  m.scanned("KP1:A");
  assert.deepEqual([told, m.reading.rows], [["", "sure"], ["1", "1"]]);
  m.forget();
  assert.deepEqual([m.reading, m.looking, m.scans.rows.size, told.at(-1)], [null, true, 0, ""]);
});

test("a scan is known by its code, and where papers have none by its place", () => {
  const known = (text) => text === "KP1:A";
  assert.deepEqual(["KP1:A", "KP1:X", ""].map((text) => keyOf(text, 3, known)), ["KP1:A", "", ""]);
  assert.deepEqual(["", "KP1:A", "KPK1:A:1"].map((text) => keyOf(text, 3, null)), ["#3", "", ""]);
});

test("a stack of papers without codes is read beside the papers as they are entered in its order", async () => {
  const m = new Machine(2, false, { postMessage() {}, terminate() {} });
  const scans = { a: { text: "", rows: ["1", "0"] }, b: { text: "", rows: null }, c: { text: "", rows: ["0", "0"] } };
  const keep = ({ text, rows }, place) => m.scans.keep({ text: keyOf(text, place, null), rows });
  const s = new Stack(async (name) => scans[name], keep, () => {});
  await s.add(["a", "b", "c"]);
  assert.deepEqual([s.done, s.unread], [3, [2]]);
  const seen = [1, 2, 3, 4].map((number) => {
    m.begin(placed(number)); // as the desk opens the paper
    return m.reading?.rows.join("") ?? (m.looking ? "camera" : "");
  });
  assert.deepEqual(seen, ["10", "camera", "00", "camera"]);
  s.undo();
  m.forget();
  m.begin(placed(1));
  assert.ok(m.looking && !m.reading);
});
