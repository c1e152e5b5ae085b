// @ts-check
// The code on a paper: "KP1:" and base32 of round tag (5 bytes) and token
// (16 bytes). The station knows the manifest, so it recognises a foreign
// paper without a network.
import { sha256 } from "../vendor/sha256.js";

/** @type {(bytes: ArrayLike<number>) => number[]} */
const digest = /** @type {any} */ (sha256).array;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const TAG_BYTES = 5;
const TOKEN_BYTES = 16;
const CODE_LENGTH = 34; // base32 of 21 bytes, without padding

// base32 decodes text to bytes, or gives null.
function base32(text) {
  const bytes = [];
  let bits = 0;
  let value = 0;
  for (const letter of text) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) return null;
    value = ((value << 5) | digit) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
      value &= (1 << bits) - 1;
    }
  }
  return value === 0 ? bytes : null; // left-over bits must be zero
}

// encode32 gives base32 text of bytes, without padding.
function encode32(bytes) {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(value >> bits) & 31];
      value &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text;
}

// encodeCode gives the text of a code, for practice papers.
export const encodeCode = (bytes) => "KP1:" + encode32(bytes);

// tokenHash gives the hash by which a code's token is known.
export const tokenHash = (tag, token) => hex(digest([...PREFIX, ...tag, ...token]));

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

const PREFIX = new TextEncoder().encode("kp1-token");

// checkCode is shown after a scan and in error messages: the first six
// base32 characters of SHA-256 of the token's hash.
export function checkCode(hash) {
  return encode32(digest(hash)).slice(0, 6);
}

// What Telex makes of keys: letters that two keys make, and marks that a key
// puts over a vowel that stands before it.
const LETTERS = { "A\u0302": ["AA"], "A\u0306": ["AW"], "E\u0302": ["EE"], "O\u0302": ["OO"],
  "O\u031b": ["OW"], "U\u031b": ["W", "UW"], "Đ": ["DD"] };
const TONES = { "\u0301": "S", "\u0300": "F", "\u0309": "R", "\u0303": "X", "\u0323": "J" };
const MOST = 4096; // ways to have typed one text

/**
 * keysOf gives the keys that may have been typed where Telex shows a text: the
 * key of a tone stands behind its vowel, or a little further on.
 * @param {string} text @returns {string[]}
 */
function keysOf(text) {
  if (/^[A-Z0-9]*$/.test(text) || text.length > CODE_LENGTH) return [];
  /** @type {{keys: string, tones: string[][]}[]} */
  let ways = [{ keys: "", tones: [] }];
  for (const letter of text) {
    if (!/^[A-Za-z0-9\u00C0-\u01B0\u1EA0-\u1EF9]$/.test(letter)) return []; // no key makes it: a look-alike
    let base = letter.normalize("NFD").replace(/[a-z]/g, (c) => c.toUpperCase()).replace("đ", "Đ");
    let tone = "";
    for (const mark of Object.keys(TONES)) {
      if (base.includes(mark)) [base, tone] = [base.replace(mark, ""), TONES[mark]];
    }
    const typed = LETTERS[base] ?? [base];
    ways = ways.flatMap((way) => typed.map((keys) => ({ keys: way.keys + keys,
      tones: tone ? [...way.tones, [tone, String((way.keys + keys).length)]] : way.tones })));
    if (ways.length > MOST) return [];
  }
  return ways.flatMap(({ keys, tones }) => withTones(keys, tones));
}

// withTones puts the keys of tones behind their vowels, at most three letters on.
function withTones(keys, tones) {
  if (keys.length + tones.length !== CODE_LENGTH) return [];
  let all = [{ keys, shift: 0 }];
  for (const [tone, at] of tones) {
    all = all.flatMap((way) => [0, 1, 2, 3].map((on) => Number(at) + way.shift + on).filter((i) => i <= way.keys.length)
      .map((i) => ({ keys: way.keys.slice(0, i) + tone + way.keys.slice(i), shift: way.shift + 1 })));
    if (all.length > MOST) return [];
  }
  return [...new Set(all.map((way) => way.keys))];
}

// Reader checks codes against one round's tag and manifest.
export class Reader {
  /**
   * tag: 5 bytes in hex. manifest and counted: token hashes in hex, of the
   * round, and of this pass's other sheaves.
   * @param {string} tag @param {string[]} manifest @param {string[]} counted
   */
  constructor(tag, manifest, counted = []) {
    this.tag = tag;
    this.manifest = new Set(manifest);
    this.counted = new Set(counted);
  }

  /**
   * read gives what a code is; status is "ok" or a reason code.
   * @param {string} text
   * @returns {{status: string, hash?: string, check?: string}}
   */
  read(text) {
    // ASCII alone is raised: toUpperCase would turn the look-alike "ſ" into S.
    const clean = text.replace(/[a-z]/g, (c) => c.toUpperCase()).replace(/[ \t\r\n-]/g, "").replace(/^KP1:?/, "");
    const bytes = clean.length === CODE_LENGTH ? base32(clean) : null;
    if (!bytes) return this.readTelex(clean);
    const tag = bytes.slice(0, TAG_BYTES);
    const token = bytes.slice(TAG_BYTES, TAG_BYTES + TOKEN_BYTES);
    if (hex(tag) !== this.tag) return { status: "other_round" };
    const hash = digest([...PREFIX, ...tag, ...token]);
    const id = hex(hash);
    const status = !this.manifest.has(id) ? "unknown_token" : this.counted.has(id) ? "duplicate_elsewhere" : "ok";
    return { status, hash: id, check: checkCode(hash) };
  }

  /**
   * readTelex reads a code that the Vietnamese input method of a laptop has
   * changed on its way from a scanner that types. What the keys were is known
   * for certain only when they give a paper of this round.
   * @param {string} text
   */
  readTelex(text) {
    for (const keys of keysOf(text)) {
      const read = /^[A-Z2-7]+$/.test(keys) && base32(keys) ? this.read(keys) : null;
      if (read && read.hash && read.status !== "unknown_token") return read;
    }
    return { status: "damaged_code" };
  }
}
