import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { give, openPage } from "./browser.js";

const parts = openPage();
const root = document.getElementById("station");
const heard = {};
give("HTMLScriptElement", class {});
give("window", { addEventListener: (kind, act) => (heard[kind] = act) });
const { fail, Failure } = await import("../static/station/guard.js");

const screens = ["loading", "failed", "enter"].map((screen) => ({ dataset: { screen } }));
const failures = ["load", "thrown", "storage", "package", "signature"].map((failure) => ({ dataset: { failure } }));
const shown = (all) => all.filter((one) => !one.hidden).map((one) => one.dataset.screen ?? one.dataset.failure);

beforeEach(() => {
  root.dataset.now = "loading";
  root.querySelectorAll = (selector) => (selector === "[data-screen]" ? screens : failures);
  parts.failed = { focus() {} };
});

for (const [what, happen, kind, detail] of [
  ["a script that does not come", () => heard.error({ target: Object.assign(new HTMLScriptElement(), { src: "/tinh/x/queue.js" }) }), "load", "/tinh/x/queue.js"],
  ["an error", () => heard.error({ target: window, error: new TypeError("x is null") }), "thrown", "x is null"],
  ["an error that nobody waited for", () => heard.unhandledrejection({ reason: new Error("away") }), "thrown", "away"],
  ["what is thrown without being an error", () => heard.unhandledrejection({ reason: undefined }), "thrown", "undefined"],
  ["a store that does not open", () => heard.unhandledrejection({ reason: new Failure("storage", new Error("full")) }), "storage", "full"],
  ["a damaged package", () => fail(new Failure("package")), "package", "package"],
]) {
  test(`${what} brings up its page: ${kind}`, () => {
    happen();
    assert.deepEqual([shown(screens), shown(failures), root.dataset.now], [["failed"], [kind], "failed"]);
    assert.equal(parts["failed-detail"].textContent, detail);
    assert.equal(parts["without-store"].hidden, kind !== "storage");
    assert.match(parts["failed-help"].href, /^\/su-co#(defect|network|storage|stranger)$/);
  });
}

test("an open sheaf is not covered", () => {
  root.dataset.now = "enter";
  parts["failed-desk"] = { textContent: "Phiếu đã xong vẫn còn" };
  heard.unhandledrejection({ reason: new Error("away") });
  assert.deepEqual([root.dataset.now, parts.band.className, parts.band.textContent], ["enter", "band bad", "Phiếu đã xong vẫn còn"]);
});

test("a picture that does not come is no failure", () => {
  heard.error({ target: {} });
  assert.equal(root.dataset.now, "loading");
});
