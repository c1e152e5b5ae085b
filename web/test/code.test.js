import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { checkCode, encodeCode, hex, Reader, tokenHash } from "../static/station/code.js";

// The same code as in ballot/code_test.go.
const CODE = "KP1:AAAQEAYECAIREEYUCULBOGAZDINRYHI6D4";
const TAG = [0, 1, 2, 3, 4];
const TOKEN = Array.from({ length: 16 }, (_, i) => 0x10 + i);
const HASH = createHash("sha256").update("kp1-token").update(Buffer.from([...TAG, ...TOKEN])).digest("hex");
const reader = (manifest = [HASH], counted = []) => new Reader(hex(TAG), manifest, counted);

test("a code, its hash and its check code are those that the server makes", () => {
  assert.equal(encodeCode([...TAG, ...TOKEN]), CODE);
  assert.equal(tokenHash(TAG, TOKEN), HASH);
  assert.equal(checkCode(Buffer.from(HASH, "hex")), "L5NAEF");
  assert.deepEqual(reader().read(CODE), { status: "ok", hash: HASH, check: "L5NAEF" });
});

test("how a code is typed makes no difference", () => {
  for (const text of [CODE.toLowerCase(), CODE.slice(4), "KP1" + CODE.slice(4), ` ${CODE}\r\n`, CODE.replace(/(.{8})/g, "$1-"), CODE.replace(/(.{5})/g, "$1\t ")]) {
    assert.equal(reader().read(text).status, "ok", JSON.stringify(text));
  }
});

test("what is cut short, too long or no base32 is damaged", () => {
  const body = CODE.slice(4);
  for (const text of ["", "KP1:", CODE.slice(0, -1), CODE + "A", "KP2:" + body, "https://" + CODE, CODE.replace("A", "1"), CODE.replace("A", "0"), CODE + CODE, "KP1:KP1:" + body]) {
    assert.deepEqual(reader().read(text), { status: "damaged_code" }, JSON.stringify(text));
  }
});

test("bits beyond the last byte must be zero, so that a paper has one code", () => {
  for (const last of "567") assert.deepEqual(reader().read(CODE.slice(0, -1) + last), { status: "damaged_code" });
});

test("letters that look alike are not taken for those of a code", () => {
  for (const [letter, twin] of [["A", "А"], ["E", "Е"], ["C", "С"], ["I", "ı"], ["I", "İ"], ["Y", "Ү"], ["D", "Đ"], ["A", "Ａ"]]) {
    assert.ok(CODE.slice(4).includes(letter));
    assert.deepEqual(reader().read("KP1:" + CODE.slice(4).replace(letter, twin)), { status: "damaged_code" }, twin);
  }
  const withS = encodeCode([...TAG, ...TOKEN].map((b) => b ^ 0x94)); // a code that has an S
  assert.ok(withS.includes("S"));
  assert.equal(reader().read(withS.replace("S", "ſ")).status, "damaged_code"); // upper case of "ſ" is S
});

test("a paper of another round is told before its token", () => {
  const other = encodeCode([9, ...TAG.slice(1), ...TOKEN]);
  assert.deepEqual(reader().read(other), { status: "other_round" });
});

test("a token that was never printed, and one of another sheaf, keep their check code", () => {
  const { status, check } = reader([]).read(CODE);
  assert.deepEqual([status, check], ["unknown_token", "L5NAEF"]);
  assert.equal(reader([HASH], [HASH]).read(CODE).status, "duplicate_elsewhere");
  assert.equal(reader([], [HASH]).read(CODE).status, "unknown_token"); // what is not of the round was not counted
});

// telex types keys as the Vietnamese input method shows them.
function telex(keys) {
  const doubled = { AA: "Â", DD: "Đ", OO: "Ô", EE: "Ê" };
  const tones = { S: "\u0301", F: "\u0300", R: "\u0309", X: "\u0303", J: "\u0323" };
  let shown = "";
  for (const key of keys) {
    const last = shown.slice(-1);
    if (doubled[last + key]) shown = shown.slice(0, -1) + doubled[last + key];
    else if (key === "W") shown += "Ư";
    else if (tones[key] && /[AEIOUYÂÊÔƯ]/.test(last)) shown = shown.slice(0, -1) + (last + tones[key]).normalize("NFC");
    else shown += key;
  }
  return shown;
}

test("s11: what a scanner typed through Telex is read", () => {
  for (let n = 0; n < 300; n++) {
    const token = Array.from(createHash("sha256").update(String(n)).digest().subarray(0, 16));
    const code = encodeCode([...TAG, ...token]);
    const hash = tokenHash(TAG, token);
    const typed = telex(code);
    assert.equal(reader([hash]).read(typed).status, "ok", `${code} typed as ${typed}`);
    assert.equal(reader([hash]).read(typed.toLowerCase()).status, "ok", `${code} typed as ${typed.toLowerCase()}`);
    if (typed !== code) assert.equal(reader([]).read(typed).status, "damaged_code", "a code of no paper is not guessed");
  }
});
