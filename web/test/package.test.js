import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answerWith, offline } from "./browser.js";
import { address, labelSheaf, loadPackage, packageId } from "../static/station/package.js";

const PACK = {
  round: "r", pass: "A", title: "Bầu chi ủy", tag: "0001020304", codes: true, rehearsal: false, clause: "Điều 15",
  list: { style: "cross_out", seats: 2, names: ["An", "Bình"] }, defects: [], sheaves: [{ number: 1, size: 10, entered: [] }],
  manifest: ["aa"], pair: { account: "x", typist: "T", reader: "R" },
};
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

let kept;
let vault;
let keys;
let key;

beforeEach(async () => {
  kept = new Map();
  vault = { put: async (values) => Object.entries(values).forEach(([id, value]) => kept.set(id, value)), get: async (id) => kept.get(id) ?? null };
  keys = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  key = base64(await crypto.subtle.exportKey("raw", keys.publicKey));
});

// signed has the server give a package, as text, signed by the hall's key.
async function signed(text, altered = text) {
  const signature = await crypto.subtle.sign({ name: "Ed25519" }, keys.privateKey, new TextEncoder().encode(text));
  return answerWith(() => [200, { package: altered, signature: base64(signature) }]);
}

const load = (by = key) => loadPackage(vault, by, "r", "A");

test("a signed package is kept, and read from the vault without a network", async () => {
  const calls = await signed(JSON.stringify(PACK));
  assert.deepEqual(await load(), { pack: PACK });
  assert.equal(calls[0].url, address("r", "A") + "/station");
  answerWith(offline);
  assert.deepEqual(await load(), { pack: PACK, offline: true });
});

test("a package that was altered, or signed by another, is not taken and not kept", async () => {
  await signed(JSON.stringify(PACK), JSON.stringify({ ...PACK, title: "khác" }));
  assert.deepEqual(await load(), { problem: "signature" });
  const other = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  await signed(JSON.stringify(PACK));
  assert.deepEqual(await load(base64(await crypto.subtle.exportKey("raw", other.publicKey))), { problem: "signature" });
  assert.equal(kept.size, 0);
});

test("a browser without Ed25519 rests on the connection alone", async (t) => {
  await signed(JSON.stringify(PACK));
  t.mock.method(crypto.subtle, "importKey", () => Promise.reject(new DOMException("", "NotSupportedError")));
  assert.deepEqual(await load(), { pack: PACK });
});

test("a package that lacks what counting needs is told, and the one that is kept stays", async () => {
  for (const text of ["", "{", "null", "[]", ...["list", "sheaves", "defects", "manifest", "pair"].map((name) => JSON.stringify({ ...PACK, [name]: undefined }))]) {
    await signed(text);
    assert.deepEqual(await load(), { problem: "package" }, text);
  }
  assert.equal(kept.size, 0);
  const bare = { ...PACK, codes: false, manifest: null }; // papers without codes have no manifest
  await signed(JSON.stringify(bare));
  assert.deepEqual(await load(), { pack: bare });
});

test("without a network and without a kept package there is nothing to count", async () => {
  answerWith(offline);
  assert.deepEqual(await load(), { problem: "offline" });
});

test("what the server refuses is told as it says, and nothing kept stands in for it", async () => {
  kept.set(packageId("r", "A"), PACK);
  answerWith(() => [409, { code: "sealed", detail: "Đã chốt" }]);
  assert.deepEqual(await load(), { problem: "sealed", detail: "Đã chốt" });
});

test("labels give a sheaf of this round, 0 for another round, null for no label", () => {
  for (const [text, number] of [
    ["KPS1:0001020304:12", 12],
    [" kps1:0001020304:1\r\n", 1],
    ["KPS1:0001020305:12", 0],
    ["KPS1:0001020304:", null],
    ["KPS1:0001020304:1x", null],
    ["KPS1:000102030Ａ:1", null], // full-width
    ["KP1:AAAQEAYECAIREEYUCULBOGAZDINRYHI6D4", null],
    ["", null],
  ]) {
    assert.equal(labelSheaf({ tag: "0001020304" }, text), number, text);
  }
});
