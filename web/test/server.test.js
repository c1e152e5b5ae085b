import assert from "node:assert/strict";
import { test } from "node:test";
import { answerWith, offline } from "./browser.js";
import { call } from "../static/station/server.js";

const answer = async (status, body) => {
  answerWith(() => [status, body]);
  return call("POST", "/x", { a: 1 });
};

test("an answer is its body, or the code and words of a refusal", async () => {
  assert.deepEqual(await answer(200, { b: 2 }), { ok: true, body: { b: 2 } });
  assert.deepEqual(await answer(204), { ok: true, body: null });
  assert.deepEqual(await answer(409, { code: "sealed", detail: "Đã chốt" }), { ok: false, code: "sealed", detail: "Đã chốt", status: 409 });
  assert.deepEqual(await answer(404, {}), { ok: false, code: "refused", detail: undefined, status: 404 });
});

test("no network, a broken server and a page of somebody else's are all offline", async () => {
  answerWith(offline);
  assert.deepEqual(await call("GET", "/x"), { ok: false, code: "offline" });
  assert.deepEqual(await answer(503, { detail: "bảo trì" }), { ok: false, code: "offline", detail: "bảo trì" });
  assert.deepEqual(await answer(200, "<html>"), { ok: false, code: "offline" });
  assert.deepEqual(await answer(200, ""), { ok: false, code: "offline" });
});

test("a question without a body has none", async () => {
  const calls = answerWith(() => [200, {}]);
  await call("GET", "/x");
  assert.deepEqual(calls, [{ method: "GET", url: "/x", body: undefined }]);
});
