import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./browser.js";

const parts = openPage();
const { showState } = await import("../static/station/state.js");

for (const [what, now, kind, where] of [
  ["all is well", {}, "ok", ""],
  ["sheaves are on their way", { waiting: 2 }, "ok", ""],
  ["there is no network", { online: false, waiting: 2 }, "offline", "network"],
  ["the server refused a sheaf", { refused: 1, online: false }, "attention", "refused"],
  ["another server answers", { stopped: "device_revoked", waiting: 1 }, "attention", "stranger"],
  ["somebody must sign in", { stopped: "signed_out", waiting: 1 }, "attention", ""],
  ["another server does not know the sheaf", { stopped: "not_found", waiting: 1 }, "attention", "stranger"],
  ["the log is not shown", { stopped: "not_shown", waiting: 1 }, "attention", "stranger"],
  ["another log is shown", { held: true, waiting: 2 }, "attention", "stranger"],
  ["another log is shown, and a sheaf was refused", { held: true, refused: 1, lasting: false }, "attention", "stranger"],
  ["the store is memory alone", { lasting: false }, "attention", "storage"],
  ["a paper was not stored", { unsaved: true, online: false }, "attention", "storage"],
  ["another machine has the key of this one", { twice: true, waiting: 1 }, "attention", "copied"],
]) {
  test(`${what}: the line and where "?" leads`, () => {
    showState({ online: true, waiting: 0, refused: 0, stopped: "", lasting: true, ...now });
    assert.equal(parts.state.className, "station-state " + kind);
    assert.doesNotMatch(parts.state.textContent, /^station\./);
    assert.equal(parts.help.hidden, where === "");
    if (where) assert.equal(parts.help.href, "/su-co#" + where);
  });
}
