// The check sheets: the program prints known marks, and the machine reads them.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.js";
import { read } from "../static/read/read.js";
import { Check, isCheckSheet } from "../static/station/check.js";
import { Machine, Marks } from "../static/station/machine.js";
import { photographs } from "./photo/camera.js";
import { Chance } from "./photo/chance.js";
import { kinds, lookAt } from "./photo/paper.js";

const SOAK = process.env.KIEMPHIEU_SIZE === "soak";
const TIMES = SOAK ? 20 : 1;
const LOOKS = 8; // as the station has

// papers are the kinds whose check sheets are read: of each size and way of
// marking one, in a soak all.
function papers() {
  const seen = new Set();
  const sort = ({ style, geometry: { page } }) => `${style} ${page.w}`;
  return kinds().filter(({ told }) => SOAK || seen.size < seen.add(sort(told)).size);
}

// In a hall: what the machine is sure of is what was printed. A sheet of which it
// is not sure is shown to it again, so that there may be one, but few.
test("M2: every check sheet is read as it was printed", () => {
  let sheets = 0, unsure = 0;
  for (const [number, kind] of papers().entries()) {
    for (const { marks, sheets: prints } of SOAK ? kind.check : [kind.check[number % kind.check.length]]) {
      for (let time = 0; time < TIMES; time += 1) {
        const chance = new Chance(number * 104729 + time * 7919 + sheets);
        const print = time === 0 ? prints[number % 2] : chance.pick(prints);
        const seen = new Marks(marks.length);
        for (const frame of photographs(print, lookAt(kind, "hall", chance), LOOKS, chance)) {
          seen.add(read(frame, kind.round).rows);
          if (seen.done) break;
        }
        const sure = [...marks].map((mark, i) => (seen.rows[i] === "?" ? "?" : mark));
        assert.equal(seen.rows.join(""), sure.join(""), `kind ${number}, sheet ${sheets}, time ${time}`);
        if (seen.rows.includes("?")) unsure += 1;
        sheets += 1;
      }
    }
  }
  assert.ok(sheets >= 6 && unsure <= Math.max(1, sheets / 10), `${unsure} of ${sheets} sheets unsure`);
});

test("a check ends once every sheet was read once, in whatever order", () => {
  const worker = { sent: [], onmessage: null, postMessage(message) { this.sent.push(message); }, terminate() {} };
  const machine = new Machine(2, true, worker);
  let changes = 0;
  const check = new Check(["KPK1:A:1", "KPK1:A:2"], machine, () => (changes += 1));
  machine.told = (told) => told && check.looked();
  const frame = () => ({ close() {} });
  const look = (code, rows) => {
    machine.offer(frame(), [code]);
    worker.onmessage({ data: { paper: machine.paper, rows: [...rows], why: "" } });
  };
  assert.ok(!check.seen("KP1:ABC") && !check.seen("KPK1:B:1"));
  assert.ok(check.seen("kpk1:a:2"));
  look("KPK1:A:2", "10");
  assert.equal(check.read.size, 0); // one look is not enough
  look("KPK1:A:2", "10");
  assert.deepEqual([check.marks, check.done, changes], [["", "10"], false, 1]);
  assert.ok(check.seen("KPK1:A:2") && machine.marks === null); // known already
  assert.ok(check.seen("KPK1:A:1"));
  for (let i = 0; i < 8; i += 1) look("KPK1:A:1", "0?");
  assert.deepEqual([check.marks, check.done], [["0?", "10"], true]);
  check.take("KPK1:A:1", null);
  check.take("KPK1:A:1", ["0", "1"]);
  assert.deepEqual(check.marks, ["01", "10"]);
});

test("a check sheet is no ballot, with and without codes", () => {
  assert.ok(isCheckSheet(" kpk1:0A:1") && !isCheckSheet("KP1:KPK1") && !isCheckSheet(""));
  const worker = { sent: [], onmessage: null, postMessage(message) { this.sent.push(message); } };
  const machine = new Machine(1, false, worker);
  machine.begin();
  machine.offer({ close() {} }, ["KPK1:0A:1"]);
  assert.equal(worker.sent.length, 0);
  machine.offer({ close() {} }, []);
  assert.equal(worker.sent.length, 1);
});
