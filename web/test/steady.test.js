import assert from "node:assert/strict";
import { test } from "node:test";
import { Steady } from "../static/station/steady.js";

// seen feeds frames and gives what each one told; a frame is a list of texts.
function seen(...frames) {
  const steady = new Steady();
  return frames.map((frame) => steady.feed(frame));
}
const [A, B, none] = [["a"], ["b"], []];

test("a code counts at the third equal reading, and once", () => {
  assert.deepEqual(seen(A, A, A, A, A), [null, null, { text: "a" }, null, null]);
});

test("a code seen between others begins anew", () => {
  assert.deepEqual(seen(A, A, B, A, A, A).at(-1), { text: "a" });
  assert.deepEqual(seen(A, A, B, A, A), [null, null, null, null, null]);
});

test("frames in which nothing is read do not break a reading", () => {
  assert.deepEqual(seen(A, none, A, none, none, A).at(-1), { text: "a" });
});

test("a paper that left the picture counts again", () => {
  assert.deepEqual(seen(A, A, A, none, none, none, A, A, A).at(-1), { text: "a" });
});

test("a paper that flickers does not count again", () => {
  assert.deepEqual(seen(A, A, A, none, none, A, A, A).at(-1), null);
});

test("two papers count as none, and the reading begins anew", () => {
  assert.deepEqual(seen(A, A, ["a", "b"], A, A), [null, null, { crowded: true }, null, null]);
});

test("one code that is found twice in a frame is one paper", () => {
  assert.deepEqual(seen(["a", "a"], ["a", "a"], ["a", "a"]).at(-1), { text: "a" });
});

test("the next paper needs no empty frame before it", () => {
  assert.deepEqual(seen(A, A, A, B, B, B).at(-1), { text: "b" });
});
