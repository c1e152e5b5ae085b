import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "./browser.js";
import { Factory } from "./indexeddb.js";
import { openVault } from "../static/station/vault.js";

let first;
let second;

// Each test has a tablet of its own: a browser with two buckets.
beforeEach(() => {
  first = globalThis.indexedDB = new Factory();
  second = new Factory();
  navigator.storageBuckets = { open: async () => ({ indexedDB: second }) };
});

const ids = (factory, store = "values") => [...factory.database.stores[store].keys()].sort();

test("what is put comes back after a reload, and what is deleted does not", async () => {
  await (await openVault()).put({ "open/r/A": { papers: [1, 2] }, home: "x" });
  const vault = await openVault();
  assert.ok(vault.lasting);
  assert.deepEqual(await vault.get("open/r/A"), { papers: [1, 2] });
  await vault.put({ "batch/1": 1 }, ["open/r/A"]);
  await vault.delete("home");
  const again = await openVault();
  assert.deepEqual([await again.get("open/r/A"), await again.get("home"), await again.get("batch/1")], [null, null, 1]);
});

test("lists are by prefix and in order", async () => {
  const vault = await openVault();
  await vault.put({ "batch/2": 2, "batch/1": 1, batches: 0, "package/r/A": 3 });
  assert.deepEqual(await vault.list("batch/"), ["batch/1", "batch/2"]);
});

test("values lie encrypted, each under a key that no script reads out", async () => {
  const vault = await openVault();
  await vault.put({ a: "1101", b: "1101" });
  const { values, keys } = first.database.stores;
  assert.ok(!Buffer.from(values.get("a").data).includes("1101"));
  assert.notDeepEqual(values.get("a").data, values.get("b").data);
  assert.equal(keys.get("a").extractable, false);
  await vault.delete("a");
  assert.deepEqual(ids(first, "keys"), ["b"]);
});

test("every writing waits for the disk, in both copies", async () => {
  await (await openVault()).put({ a: 1 });
  for (const { database } of [first, second]) assert.deepEqual(database.written.at(-1), "strict");
  assert.deepEqual(ids(first), ids(second));
});

test("a copy that was lost is filled from the other", async () => {
  for (const lose of [first, second]) {
    await (await openVault()).put({ a: lose === first ? 1 : 2 });
    lose.lost();
    const vault = await openVault();
    assert.equal(await vault.get("a"), lose === first ? 1 : 2);
    assert.deepEqual(ids(first), ids(second));
  }
});

test("what was empty at the start is known: of a new tablet all, of one whose copy is gone one", async () => {
  assert.equal((await openVault()).emptied, "all");
  await (await openVault()).put({ a: 1 });
  assert.equal((await openVault()).emptied, "");
  for (const lose of [first, second]) {
    lose.lost();
    assert.deepEqual([(await openVault()).emptied, (await openVault()).emptied], ["one", ""]);
  }
  first.lost();
  second.lost();
  assert.equal((await openVault()).emptied, "all");
});

test("a copy that is emptied under the page is opened and filled anew, and the page is told", async () => {
  const vault = await openVault();
  const told = [];
  vault.told = (what) => told.push(what);
  await vault.put({ a: 1 });
  for (const factory of [first, second]) {
    factory.emptied();
    assert.equal(await vault.get("a"), 1);
    await vault.put({ b: 2 });
    assert.deepEqual([ids(first), ids(second)], [["a", "b", "step"], ["a", "b", "step"]]);
  }
  second.emptied();
  first.emptied();
  assert.equal(await vault.get("a"), null);
  await vault.put({ a: 3 });
  assert.deepEqual([ids(first), ids(second), (await openVault()).emptied], [["a", "step"], ["a", "step"], ""]);
  await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual([told.slice(0, 2), told.at(-1)], [["one", "one"], "all"]);
});

test("a copy that is emptied while the other is opened anew is opened too, whoever writes or not", async () => {
  for (let turns = 0; turns < 24; turns++) {
    const vault = await openVault();
    await vault.put({ a: 1 });
    const told = [];
    vault.told = (what) => told.push(what);
    first.emptied();
    for (let i = 0; i < turns; i++) await (i % 2 ? new Promise((done) => setTimeout(done)) : null);
    second.emptied();
    for (let i = 0; i < 100 && (vault.closed || !told.length); i++) await new Promise((done) => setTimeout(done, 10));
    assert.deepEqual([vault.closed, told.length > 0], [false, true], `after ${turns} turns: ${told}`);
  }
});

test("a writing that an emptied copy stops is written once the copy is open again", async () => {
  const vault = await openVault();
  await vault.put({ a: 1 });
  const { database } = first;
  database.closed = true; // its transactions are refused before anybody is told
  first.lost();
  second.lost();
  await vault.put({ b: 2 });
  database.dispatchEvent(new Event("close"));
  await vault.put({ c: 3 });
  assert.deepEqual([vault.unsaved, ids(first), ids(second)], [false, ["b", "c", "step"], ["b", "c", "step"]]);
});

test("a store that does not open at first is opened as soon as it does, without a writing", async (t) => {
  const vault = await openVault();
  await vault.put({ a: 1 });
  const told = new Promise((done) => (vault.told = done));
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const factory of [first, second]) factory.fault = "UnknownError";
  for (const factory of [first, second]) factory.emptied();
  for (let i = 0; i < 50; i++) await null;
  for (const factory of [first, second]) factory.fault = "";
  const turn = setInterval(() => t.mock.timers.tick(1000));
  assert.equal(await told, "all");
  clearInterval(turn);
});

test("a store that does not open again is a writing that failed, until it does", async () => {
  const vault = await openVault();
  first.fault = "UnknownError";
  first.emptied();
  await assert.rejects(vault.put({ a: 1 }));
  assert.equal(vault.unsaved, true);
  first.fault = "";
  await vault.put({ a: 1 });
  assert.deepEqual([vault.unsaved, await vault.get("a")], [false, 1]);
});

test("copies that disagree: the one written last is right, whichever it is", async () => {
  for (const behind of [second, first]) {
    const vault = await openVault();
    await vault.put({ a: "old", gone: 1 });
    const stores = structuredCloneStores(behind);
    await vault.put({ a: "new" }, ["gone"]);
    Object.assign(behind.database.stores, stores); // as if it had missed the last writing
    const again = await openVault();
    assert.deepEqual([await again.get("a"), await again.get("gone")], ["new", null]);
    assert.deepEqual(ids(first), ids(second));
  }
});

const structuredCloneStores = (factory) => Object.fromEntries(Object.entries(factory.database.stores).map(([name, rows]) => [name, new Map(rows)]));

test("a clock that goes back makes no older copy win", async (t) => {
  const vault = await openVault();
  await vault.put({ a: 1 });
  t.mock.method(Date, "now", () => 5);
  const stores = structuredCloneStores(second);
  await vault.put({ a: 2 });
  Object.assign(second.database.stores, stores);
  assert.equal(await (await openVault()).get("a"), 2);
});

test("a full disk is told, and what was there stays", async () => {
  const vault = await openVault();
  await vault.put({ a: 1 });
  first.database.fault = "QuotaExceededError";
  await assert.rejects(vault.put({ a: 2 }, ["a"]));
  first.database.fault = "";
  assert.equal(await vault.get("a"), 1);
});

test("a second copy that cannot be written is left out, and nothing stops", async () => {
  const vault = await openVault();
  second.database.fault = "QuotaExceededError";
  await vault.put({ a: 1 });
  assert.equal(await vault.get("a"), 1);
  second.database.fault = "";
  await vault.put({ a: 2 });
  assert.deepEqual(ids(second), []); // left out until the next start
  const again = await openVault();
  assert.equal(await again.get("a"), 2);
  assert.deepEqual(ids(first), ids(second));
});

test("a second copy that never answers holds nothing up for more than its time", async (t) => {
  const vault = await openVault();
  second.database.fault = "hangs";
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let done = false;
  const put = vault.put({ a: 1 }).then(() => (done = true));
  while (!second.database.hung) await new Promise(setImmediate);
  assert.equal(done, false);
  t.mock.timers.tick(5000);
  await put;
  await vault.put({ a: 2 }); // at once: it is left out
  assert.equal(await vault.get("a"), 2);
});

test("a browser without buckets, or whose bucket does not open, has one copy", async () => {
  for (const buckets of [undefined, { open: async () => { throw new Error("no"); } }, { open: async () => ({ indexedDB: Object.assign(new Factory(), { fault: "UnknownError" }) }) }]) {
    navigator.storageBuckets = buckets;
    const vault = await openVault();
    assert.equal(vault.copies.length, 1);
    await vault.put({ a: 1 });
    assert.equal(await vault.get("a"), 1);
  }
});

test("a value that is damaged on the disk is missing, and the others are not", async () => {
  const vault = await openVault();
  await vault.put({ a: 1, b: 2 });
  const { values, keys } = first.database.stores;
  values.get("a").data = new Uint8Array([1, 2, 3]).buffer;
  assert.deepEqual([await vault.get("a"), await vault.get("b")], [null, 2]);
  keys.delete("b");
  assert.equal(await vault.get("b"), null);
});

test("clearing leaves nothing in either copy but the count of writings", async () => {
  const vault = await openVault();
  await vault.put({ a: 1, b: 2 });
  await vault.clear();
  for (const factory of [first, second]) assert.deepEqual([ids(factory), ids(factory, "keys")], [["step"], []]);
  assert.equal(await (await openVault()).get("a"), null);
});

test("a store that does not open, or never answers, is a trouble that is told", async (t) => {
  first.fault = "UnknownError";
  assert.equal((await openVault()).trouble.name, "UnknownError");
  first.fault = "hangs";
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const opening = openVault();
  t.mock.timers.tick(20000);
  const vault = await opening;
  assert.deepEqual([vault.lasting, vault.trouble.message], [false, "does not answer"]);
});

test("without a place to keep them values live in memory, and that is known", async (t) => {
  const memories = [];
  globalThis.indexedDB = undefined;
  memories.push(await openVault());
  t.mock.getter(crypto, "subtle", () => undefined);
  globalThis.indexedDB = new Factory();
  memories.push(await openVault());
  for (const vault of memories) {
    const value = { papers: [1] };
    await vault.put({ "batch/2": value, "batch/1": 1, open: 2 });
    value.papers.push(2);
    await vault.put({}, ["open"]);
    assert.deepEqual([vault.lasting, vault.trouble], [false, null]);
    assert.deepEqual(await vault.get("batch/2"), { papers: [1] }); // a copy, as from a disk
    assert.deepEqual([await vault.list("batch/"), await vault.get("open")], [["batch/1", "batch/2"], null]);
    await vault.delete("batch/1");
    await vault.clear();
    assert.deepEqual(await vault.list(""), []);
  }
});
