import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.js";

const { lock, unlock } = await import("../static/station/carry.js");
const batches = [{ url: "/api/v1/rounds/r/passes/A/batches/b", about: { sheaf: 2 }, body: { n: 10, marks: ["11", "10"] } }];

test("a file is read with its words, however they are typed, and with no others", async () => {
  const file = await lock(batches, "lời khóa dài");
  for (const text of [file, atob(JSON.parse(file).data)]) assert.ok(!text.includes("marks"));
  assert.deepEqual(await unlock(file, " lời khóa dài".normalize("NFD")), batches);
  assert.equal(await unlock(file, "lời khóa khác"), null);
});

test("what was altered, or is no such file, is not read", async () => {
  const file = JSON.parse(await lock(batches, "lời khóa dài"));
  for (const text of ["", "{}", "<html>", JSON.stringify({ ...file, kind: "x" }), JSON.stringify({ ...file, data: "AAAA" + file.data.slice(4) })]) {
    assert.equal(await unlock(text, "lời khóa dài"), null);
  }
});
