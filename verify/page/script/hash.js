// @ts-check
// Bytes and their sums, written out: a page opened from a stick has no library, and
// not every browser lets such a page use its own.

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** text reads bytes as UTF-8; bytes that are none are null. */
export function text(/** @type {Uint8Array} */ bytes) {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

export const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

export const hex = (/** @type {Uint8Array} */ bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

export const equal = (/** @type {Uint8Array} */ a, /** @type {Uint8Array} */ b) =>
  a.length === b.length && a.every((value, at) => value === b[at]);

export function join(/** @type {Uint8Array[]} */ ...parts) {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** fromBase64 takes what is padded as it must be; anything else is null. */
export function fromBase64(/** @type {string} */ text) {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  const out = [];
  for (let at = 0; at < text.length; at += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((n) => alphabet.indexOf(text[at + n]));
    out.push((a << 2) | (b >> 4));
    if (c >= 0) out.push(((b & 15) << 4) | (c >> 2));
    if (d >= 0) out.push(((c & 3) << 6) | d);
  }
  return Uint8Array.from(out);
}

export function toBase64(/** @type {Uint8Array} */ bytes) {
  let out = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const four = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63].map((n) => alphabet[n]);
    out += four.slice(0, bytes.length - at + 1).join("").padEnd(4, "=");
  }
  return out;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

/** crc32 is the check sum of the files in a zip. */
export function crc32(/** @type {Uint8Array} */ bytes) {
  let sum = 0xffffffff;
  for (const b of bytes) sum = crcTable[(sum ^ b) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

/** primes lists the first n of them. */
function primes(/** @type {number} */ n) {
  const found = [];
  for (let p = 2; found.length < n; p++) if (found.every((q) => p % q !== 0)) found.push(p);
  return found;
}

/** root is the integer part of the root of a number. */
function root(/** @type {bigint} */ value, /** @type {bigint} */ power) {
  let low = 0n;
  let high = 1n << 80n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** power <= value) low = middle;
    else high = middle - 1n;
  }
  return low;
}

// FIPS 180-4: the first bits of the fractions of the roots of the first primes.
const fraction = (/** @type {number} */ p, /** @type {bigint} */ power) =>
  root(BigInt(p) << (64n * power), power) & ((1n << 64n) - 1n);
const start64 = primes(8).map((p) => fraction(p, 2n));
const round64 = primes(80).map((p) => fraction(p, 3n));
const start32 = Uint32Array.from(start64, (n) => Number(n >> 32n));
const round32 = Uint32Array.from(round64.slice(0, 64), (n) => Number(n >> 32n));

/** padded adds the end that both sums want: a bit, and the length in bits. */
function padded(/** @type {Uint8Array} */ message, /** @type {number} */ block) {
  const out = new Uint8Array(Math.ceil((message.length + 1 + block / 8) / block) * block);
  out.set(message);
  out[message.length] = 0x80;
  new DataView(out.buffer).setBigUint64(out.length - 8, BigInt(message.length) * 8n);
  return out;
}

const turn = (/** @type {number} */ x, /** @type {number} */ n) => (x >>> n) | (x << (32 - n));

export function sha256(/** @type {Uint8Array} */ message) {
  const data = padded(message, 64);
  const view = new DataView(data.buffer);
  const state = Uint32Array.from(start32);
  const w = new Uint32Array(64);
  for (let from = 0; from < data.length; from += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(from + 4 * i);
    for (let i = 16; i < 64; i++) {
      const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + round32[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] += value));
  }
  const out = new Uint8Array(32);
  state.forEach((value, i) => new DataView(out.buffer).setUint32(4 * i, value));
  return out;
}

const mask64 = (1n << 64n) - 1n;
const turn64 = (/** @type {bigint} */ x, /** @type {bigint} */ n) => (x >> n) | ((x << (64n - n)) & mask64);

export function sha512(/** @type {Uint8Array} */ message) {
  const data = padded(message, 128);
  const view = new DataView(data.buffer);
  const state = [...start64];
  for (let from = 0; from < data.length; from += 128) {
    const w = [];
    for (let i = 0; i < 16; i++) w.push(view.getBigUint64(from + 8 * i));
    for (let i = 16; i < 80; i++) {
      const s0 = turn64(w[i - 15], 1n) ^ turn64(w[i - 15], 8n) ^ (w[i - 15] >> 7n);
      const s1 = turn64(w[i - 2], 19n) ^ turn64(w[i - 2], 61n) ^ (w[i - 2] >> 6n);
      w.push((w[i - 16] + s0 + w[i - 7] + s1) & mask64);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const s1 = turn64(e, 14n) ^ turn64(e, 18n) ^ turn64(e, 41n);
      const one = (h + s1 + ((e & f) ^ (~e & mask64 & g)) + round64[i] + w[i]) & mask64;
      const two = (turn64(a, 28n) ^ turn64(a, 34n) ^ turn64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & mask64, c, b, a, (one + two) & mask64];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = (state[i] + value) & mask64));
  }
  const out = new Uint8Array(64);
  state.forEach((value, i) => new DataView(out.buffer).setBigUint64(8 * i, value));
  return out;
}
