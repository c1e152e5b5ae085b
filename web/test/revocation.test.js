import assert from "node:assert/strict";
import { test } from "node:test";
import { answerWith, offline, openPage } from "./browser.js";

openPage();
const { revoked } = await import("../static/station/revocation.js");

const pair = async () => crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
const raw = async (key) => Buffer.from(await crypto.subtle.exportKey("raw", key)).toString("base64");
const sign = async ({ privateKey }, text) =>
  Buffer.from(await crypto.subtle.sign({ name: "Ed25519" }, privateKey, new TextEncoder().encode(text))).toString("base64");

const ours = await pair();
const others = await pair();
const home = { key: await raw(ours.publicKey), device: { id: "d1", state: "joined" } };
const text = JSON.stringify({ revoked: "d1" });
const said = async (keys, words = text) => [200, { text: words, signature: await sign(keys, words) }];

test("only the installation that admitted a tablet revokes it", async () => {
  const calls = answerWith(() => said(ours));
  assert.equal(await revoked(home), true);
  assert.equal(calls[0].url, "/api/v1/devices/d1/revocation");
  for (const [what, answer] of Object.entries({
    "another installation": () => said(others),
    "another tablet": () => said(ours, JSON.stringify({ revoked: "d2" })),
    "another text": () => said(ours, "d1"),
    "no signature": () => [200, { text, signature: "" }],
    "no text": () => [200, {}],
    "unknown here": () => [404, { code: "not_found" }],
    "signed out": () => [401, { code: "signed_out" }],
    "forbidden": () => [403, { code: "forbidden" }],
    "a broken server": () => [500, {}],
    "a portal of the Wi-Fi": () => [200, "<html>"],
    "no network": offline,
  })) {
    answerWith(answer);
    assert.equal(await revoked(home), false, what);
  }
});

test("a tablet that never joined, or a browser that cannot check, is never revoked", async () => {
  answerWith(() => said(ours));
  for (const kept of [null, {}, { key: home.key }, { key: home.key, device: {} }, { key: "AAAA", device: home.device }]) {
    assert.equal(await revoked(kept), false);
  }
});
