import assert from "node:assert/strict";
import { test } from "node:test";
import { blank, complete, CROSS_OUT, encode, judge, votes } from "../static/station/marks.js";

const list = (style, seats, n) => ({ style, seats, names: Array.from({ length: n }, (_, i) => `Người ${i + 1}`) });
const surplus = list(CROSS_OUT, 2, 3);
const exact = list("agree_disagree", 3, 3);
const single = list("agree_disagree", 1, 1);

test("a paper starts as the sheet does: no name struck out, no box marked", () => {
  assert.deepEqual(blank(surplus), ["1", "1", "1"]);
  assert.deepEqual(blank(exact), ["", "", ""]);
  assert.ok(complete(blank(surplus)) && !complete(blank(single)));
});

test("a row that nobody has looked at is never kept, but where the whole paper is invalid", () => {
  assert.throws(() => encode(["+", ""], ""));
  assert.equal(encode([""], "signed"), "!signed");
});

test("votes are names left standing and boxes of agreement alone", () => {
  assert.equal(votes([..."1011"]), 3);
  assert.equal(votes([..."+-*."]), 1);
  assert.equal(votes([]), 0);
});

// [list, marks, reason]
for (const [of, marks, reason] of [
  [surplus, "110", ""],
  [surplus, "100", ""],
  [surplus, "111", "too_many"],
  [surplus, "000", "votes_nobody"],
  [exact, "+++", ""],
  [exact, "+-.", ""],
  [exact, "-*.", "votes_nobody"],
  [single, "+", ""],
  [single, "-", ""], // who disagrees with the only name votes lawfully
  [single, "*", "both_boxes"],
  [single, ".", "no_box"],
  [list(CROSS_OUT, 1, 1), "0", "votes_nobody"],
  [list("agree_disagree", 1, 2), "++", "too_many"],
]) {
  test(`${of.style}, ${of.seats} of ${of.names.length}: ${marks} is ${reason || "valid"}`, () => {
    assert.equal(judge(of, [...marks]), reason);
  });
}

test("a defect that the committee found stands for the whole paper", () => {
  assert.equal(encode([..."1101"], ""), "1101");
  assert.equal(encode([..."1101"], "signed"), "!signed");
});
