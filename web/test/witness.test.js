// A browser keeps how a log looked and refuses one that is no continuation of it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { grew } from "../static/witness.js";

const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const split = (n) => 2 ** Math.ceil(Math.log2(n) - 1);
/** The tree of RFC 6962, 2.1, as it is defined. */
const root = (d) => (d.length === 1 ? sha(Buffer.of(0), d[0])
  : sha(Buffer.of(1), root(d.slice(0, split(d.length))), root(d.slice(split(d.length)))));
/** The proof of RFC 6962, 2.1.2, as it is defined. */
const proof = (m, d, whole = true) => {
  if (m === d.length) return whole ? [] : [root(d)];
  const k = split(d.length);
  return m <= k ? [...proof(m, d.slice(0, k), whole), root(d.slice(k))]
    : [...proof(m - k, d.slice(k), false), root(d.slice(0, k))];
};
const text = (hash) => hash.toString("base64");
const log = Array.from({ length: 40 }, (_, n) => Buffer.from(`event ${n}`));
const seen = (size, of = log) => ({ size, root: text(root(of.slice(0, size))) });
const grown = (old, size, of = log) => ({ ...seen(size, of), proof: old < size ? proof(old, of.slice(0, size)).map(text) : [] });

test("a log that has grown is one from every size to every other", () => {
  for (let old = 1; old <= log.length; old++) {
    for (let size = old; size <= log.length; size++) assert.ok(grew(seen(old), grown(old, size)), `${old} to ${size}`);
  }
  assert.ok(grew({ size: 0, root: "" }, grown(0, 5)));
});

test("a log that was edited or cut is none, whatever it proves", () => {
  for (let old = 1; old <= 30; old++) {
    for (let size = old; size <= log.length; size++) {
      const edited = log.map((leaf, n) => (n === old - 1 ? Buffer.from("another") : leaf));
      assert.ok(!grew(seen(old), grown(old, size, edited)), `${old} to ${size}, edited`);
      const bare = { ...grown(old, size), proof: [] };
      if (size > old) assert.ok(!grew(seen(old), bare), `${old} to ${size}, unproved`);
    }
    if (old > 1) assert.ok(!grew(seen(old), grown(old, old - 1)), `${old}, cut`);
  }
});
