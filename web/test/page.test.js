// Sentences, signs and the state line: what the page says, with the words of
// the locale file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./browser.js";

const parts = openPage();
const { say } = await import("../static/station/words.js");
const { band, sign, SIGNS, status } = await import("../static/station/signs.js");
const { showState } = await import("../static/station/state.js");

test("sentences have their places filled in; what is missing stays away, an unknown key stands for itself", () => {
  assert.equal(say("station.where_papers", { n: 0, size: 22 }), "· 0/22 phiếu đã xong");
  assert.ok(!say("station.where").includes("{"));
  assert.equal(say("station.nothing"), "station.nothing");
});

test("every status of a code has words, and a sign of its own in colour, sound and vibration", () => {
  const senses = new Set();
  for (const code of ["unknown_token", "other_round", "duplicate_here", "duplicate_elsewhere", "damaged_code", "not_open", "sealed"]) {
    status(code, "L5NAEF");
    assert.ok(!parts.band.textContent.startsWith("station."), code);
    assert.equal(parts.band.className, "band " + SIGNS[code].kind);
    senses.add(JSON.stringify(SIGNS[code]));
  }
  assert.equal(senses.size, 7);
});

test("a sign without words leaves the band as it is, and shakes where it can", (t) => {
  navigator.vibrate = t.mock.fn();
  band("warn", "Hai phiếu");
  sign("valid");
  assert.deepEqual([parts.band.textContent, navigator.vibrate.mock.calls[0].arguments], ["Hai phiếu", [SIGNS.valid.shake]]);
});

const quiet = { online: true, waiting: 0, refused: 0, stopped: "", lasting: true };
for (const [what, change, kind, key] of [
  ["all is well", {}, "ok", "connected"],
  ["something is on its way", { waiting: 2 }, "ok", "sending"],
  ["there is no network", { online: false }, "offline", "offline"],
  ["there is no network and something waits", { online: false, waiting: 2 }, "offline", "offline_waiting"],
  ["somebody must sign in", { online: false, waiting: 2, stopped: "nobody" }, "attention", "stopped"],
  ["the server refused", { stopped: "nobody", refused: 1 }, "attention", "refused"],
  ["nothing lasts", { lasting: false }, "attention", "memory"],
]) {
  test(`the state line when ${what}: ${key}`, () => {
    const now = { ...quiet, ...change };
    showState(now);
    assert.equal(parts.state.className, "station-state " + kind);
    assert.equal(parts.state.textContent, say("station.state." + key, { n: now.refused || now.waiting }));
    assert.ok(!parts.state.textContent.startsWith("station."));
  });
}
