import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answerWith, offline } from "./browser.js";
import { Queue } from "../static/station/queue.js";

// A vault that keeps what a disk would keep.
class Disk extends Map {
  put = async (values, gone = []) => {
    for (const [id, value] of Object.entries(values)) this.set(id, value);
    for (const id of gone) super.delete(id);
  };
  get = async (id) => super.get(id) ?? null;
  delete = async (id) => super.delete(id);
  list = async (prefix) => [...this.keys()].filter((id) => id.startsWith(prefix)).sort();
}

const url = (id) => `/api/v1/rounds/r/passes/A/batches/${id}`;
const receipt = ({ url: at }) => [200, { batch: at.split("/").pop() }];
const about = (sheaf) => ({ round: "r", pass: "A", sheaf });

let disk;
let accepted;
let queue;

beforeEach(() => {
  disk = new Disk();
  start();
});

// start makes a queue as a page that was loaded anew does.
function start() {
  accepted = [];
  queue = new Queue(disk, () => {}, (answer) => answer, ({ sheaf }) => accepted.push(sheaf));
}

const settle = async () => {
  for (let i = 0; i < 30; i++) await new Promise(setImmediate);
};

async function add(...sheaves) {
  for (const n of sheaves) await queue.add(url(`b${n}`), about(n), { n }, "open/r/A");
  await settle();
}

// still mocks the clock, so that no try comes before the test lets time pass.
const still = (t) => t.mock.timers.enable({ apis: ["setTimeout"] });

async function pass(t, milliseconds) {
  t.mock.timers.tick(milliseconds);
  await settle();
}

test("a batch takes the place of the open sheaf in one step, and goes once it is acknowledged", async () => {
  await disk.put({ "open/r/A": {} });
  const calls = answerWith(receipt);
  const put = disk.put;
  disk.put = (values, gone) => {
    assert.deepEqual([Object.keys(values), gone], [["batch/b1"], ["open/r/A"]]);
    return put(values, gone);
  };
  await add(1);
  assert.deepEqual(calls, [{ method: "PUT", url: url("b1"), body: { n: 1 } }]);
  assert.deepEqual([accepted, queue.waiting, disk.size], [[1], [], 0]);
});

test("what was acknowledged is told before the batch leaves the store, so that no code is unknown in between", async () => {
  answerWith(receipt);
  const gone = disk.delete;
  disk.delete = async (id) => {
    assert.deepEqual([accepted, queue.waiting], [[1], ["batch/b1"]]);
    return gone(id);
  };
  await add(1);
  assert.deepEqual([accepted, queue.waiting, disk.size], [[1], [], 0]);
});

test("without a network batches wait, over a reload too, and go in their order under the same id", async (t) => {
  still(t);
  answerWith(offline);
  await add(1, 2, 3);
  assert.deepEqual(queue.waiting, ["batch/b1", "batch/b2", "batch/b3"]);
  start();
  const calls = answerWith(receipt);
  await queue.load();
  await settle();
  assert.deepEqual(calls.map((call) => call.url), [url("b1"), url("b2"), url("b3")]);
  assert.deepEqual([accepted, disk.size], [[1, 2, 3], 0]);
});

test("while the network is gone the next batch is not tried", async (t) => {
  still(t);
  const calls = answerWith(offline);
  await add(1, 2);
  assert.ok(calls.every((call) => call.url === url("b1")));
});

test("tries grow rarer up to ten seconds, and begin anew with the network", async (t) => {
  still(t);
  const calls = answerWith(offline);
  await add(1);
  const waits = [];
  for (let waited = 0, tries = calls.length; waits.length < 8; waited += 500) {
    await pass(t, 500);
    if (calls.length > tries) waits.push(waited + 500);
    if (calls.length > tries) [waited, tries] = [-500, calls.length];
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 10000, 10000, 10000]);
  queue.soon();
  await settle();
  await pass(t, 500);
  assert.equal(calls.length, 11);
});

test("an answer that is no receipt for this batch acknowledges nothing", async (t) => {
  still(t);
  for (const body of [{ batch: "b2" }, {}, null]) {
    answerWith(() => [200, body]);
    await add(1);
    assert.deepEqual([queue.waiting, accepted, disk.size], [["batch/b1"], [], 1], JSON.stringify(body));
  }
});

test("a page of somebody else's, a broken server and a dead Wi-Fi are no answers", async (t) => {
  still(t);
  for (const answer of [() => [200, "<html>Đăng nhập Wi-Fi</html>"], () => [503, { detail: "x" }], () => [500, "x"], offline]) {
    answerWith(answer);
    await add(1);
    assert.deepEqual([queue.waiting, queue.refused.size, disk.size], [["batch/b1"], 0, 1]);
  }
});

test("what the server refuses stays, the others go on, and the pair decides", async (t) => {
  still(t);
  answerWith((call) => (call.url === url("b1") ? [409, { code: "sheaf_entered", detail: "Tập đã nhập" }] : receipt(call)));
  await add(1, 2);
  await pass(t, 500);
  assert.deepEqual(accepted, [2]);
  assert.deepEqual([...queue.refused], [["batch/b1", { ok: false, code: "sheaf_entered", detail: "Tập đã nhập", status: 409, ...about(1) }]]);
  const calls = answerWith(receipt);
  await add(3); // a refused batch is not tried by itself
  assert.deepEqual(calls.map((call) => call.url), [url("b3")]);
  queue.retry();
  await settle();
  assert.deepEqual([accepted, disk.size, queue.refused.size], [[2, 3, 1], 0, 0]);
});

test("a refused batch is forgotten when its sheaf is entered again", async () => {
  answerWith(() => [422, { code: "marks" }]);
  await add(1);
  await queue.drop("batch/b1");
  assert.deepEqual([queue.waiting, queue.refused.size, disk.size], [[], 0, 0]);
});

test("batches wait for somebody to sign in, and the state says so until then", async (t) => {
  still(t);
  for (const [status, code] of [[401, "session"], [403, "nobody"]]) {
    answerWith(() => [status, { code }]);
    await add(1, 2);
    assert.deepEqual([queue.stopped, queue.refused.size, queue.waiting.length], [code, 0, 2]);
  }
  answerWith(receipt);
  queue.soon();
  await settle();
  assert.deepEqual([queue.stopped, queue.waiting], ["", []]);
});

test("one batch is on its way at a time, and a second seal does not send it twice", async () => {
  let open;
  const calls = answerWith((call) => new Promise((answer) => (open = () => answer(receipt(call)))));
  await add(1);
  queue.soon();
  await add(1); // the seal was pressed again
  assert.equal(calls.length, 1);
  open();
  await settle();
  assert.deepEqual([queue.waiting, accepted], [[], [1]]);
});

test("a store that is emptied under the page loses no batch: it is stored again, and sent", async () => {
  answerWith(offline);
  await add(1, 2);
  disk.clear();
  await queue.storeAgain();
  assert.deepEqual([...disk.keys()], ["batch/b1", "batch/b2"]);
  disk.clear();
  const calls = answerWith(receipt);
  queue.soon();
  await settle();
  assert.deepEqual([calls.map((call) => call.url), queue.waiting], [[url("b1"), url("b2")], []]);
});

test("a batch that is damaged on the disk is told at the start, and the others are sent", async () => {
  answerWith(offline);
  await add(1, 2);
  start();
  assert.equal(await queue.load(), true);
  await settle();
  const get = disk.get;
  disk.get = async (id) => (id === "batch/b1" ? null : get(id));
  start();
  const calls = answerWith(receipt);
  assert.equal(await queue.load(), false);
  await settle();
  assert.deepEqual([calls.map((call) => call.url), queue.waiting, disk.size], [[url("b2")], [], 0]);
});

test("who forgets everything, as a tablet that was shut out, sends nothing more", async () => {
  answerWith(offline);
  await add(1);
  disk.clear();
  const calls = answerWith(receipt);
  await queue.load();
  queue.soon();
  await settle();
  assert.deepEqual([calls, queue.waiting, queue.heldOf("r", "A")], [[], [], []]);
});

test("nothing is sent before the server has shown the logs that the tablet remembers", async (t) => {
  still(t);
  const calls = answerWith(receipt);
  let why = "offline";
  queue = new Queue(disk, () => {}, (answer) => answer, () => {}, async () => why);
  await add(1);
  assert.deepEqual([calls.length, queue.stopped, queue.held], [0, "", false]);
  why = "not_shown";
  await pass(t, 500);
  assert.deepEqual([calls.length, queue.stopped], [0, "not_shown"]);
  why = "held";
  await pass(t, 1000);
  assert.ok(calls.length === 0 && queue.held);
  await pass(t, 60000);
  assert.equal(calls.length, 0); // until somebody compared
  why = "";
  queue.soon();
  await settle();
  assert.deepEqual([calls.length, queue.waiting.length, queue.stopped, queue.held], [1, 0, "", false]);
});
