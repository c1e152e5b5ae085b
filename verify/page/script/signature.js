// @ts-check
// Signatures: Ed25519 (RFC 8032) and the signed notes that carry them.
import { bytes, equal, fromBase64, join, sha256, sha512, text } from "./hash.js";

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (/** @type {bigint} */ n, m = P) => ((n % m) + m) % m;

function power(/** @type {bigint} */ base, /** @type {bigint} */ exponent) {
  let out = 1n;
  for (base = mod(base); exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) out = (out * base) % P;
    base = (base * base) % P;
  }
  return out;
}

/** inverse is that of a number other than 0, by Euclid's algorithm. */
function inverse(/** @type {bigint} */ n) {
  let [a, b, x, y] = [mod(n), P, 1n, 0n];
  while (a > 0n) {
    const times = b / a;
    [a, b, x, y] = [b - times * a, a, y - times * x, x];
  }
  return mod(y);
}

const D = mod(-121665n * inverse(121666n));
const HALF = power(2n, (P - 1n) / 4n); // a root of −1

const fromLittle = (/** @type {Uint8Array} */ bytes) => bytes.reduceRight((n, b) => (n << 8n) | BigInt(b), 0n);

function toLittle(/** @type {bigint} */ n) {
  const out = new Uint8Array(32);
  for (let at = 0; at < 32; at++, n >>= 8n) out[at] = Number(n & 255n);
  return out;
}

/**
 * A point as X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z.
 * @typedef {[bigint, bigint, bigint, bigint]} Point
 */

/** @type {Point} */
const ZERO = [0n, 1n, 1n, 0n];

/** @returns {Point} */
function add(/** @type {Point} */ [x1, y1, z1, t1], /** @type {Point} */ [x2, y2, z2, t2]) {
  const a = ((y1 - x1) * (y2 - x2)) % P;
  const b = ((y1 + x1) * (y2 + x2)) % P;
  const c = (((2n * t1 * t2) % P) * D) % P;
  const d = (2n * z1 * z2) % P;
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
}

/**
 * decode reads 32 bytes as a point, or gives null.
 * @returns {Point | null}
 */
function decode(/** @type {Uint8Array} */ encoded) {
  const all = fromLittle(encoded);
  const y = mod(all & ((1n << 255n) - 1n));
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  let x = mod(u * v ** 3n * power(u * v ** 7n, (P - 5n) / 8n));
  if (mod(v * x * x) === mod(-u)) x = mod(x * HALF);
  if (mod(v * x * x) !== u) return null;
  if ((x & 1n) !== all >> 255n) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
}

function encode(/** @type {Point} */ [x, y, z]) {
  const down = inverse(z);
  return toLittle(mod(y * down) | ((mod(x * down) & 1n) << 255n));
}

const BASE = /** @type {Point} */ (decode(toLittle(mod(4n * inverse(5n)))));

/** multiples lists 0 to 15 times a point, for every four bits of a number. */
function multiples(/** @type {Point} */ point) {
  const rows = [];
  for (let at = 0; at < 64; at++) {
    const row = [ZERO];
    for (let n = 1; n < 16; n++) row.push(add(row[n - 1], point));
    rows.push(row);
    point = add(row[15], point);
  }
  return rows;
}

/** times multiplies the point of a table. */
function times(/** @type {Point[][]} */ table, /** @type {bigint} */ n) {
  let sum = ZERO;
  for (let at = 0; n > 0n; at++, n >>= 4n) {
    const digit = Number(n & 15n);
    if (digit) sum = add(sum, table[at][digit]);
  }
  return sum;
}

const baseTable = multiples(BASE);
/** @type {Map<string, Point[][] | null>} by key: a log has hundreds of signatures of one */
const keyTables = new Map();

/** signed holds a signature of 64 bytes against a message and a key of 32. */
export function signed(/** @type {Uint8Array} */ key, /** @type {Uint8Array} */ message, /** @type {Uint8Array} */ signature) {
  if (signature.length !== 64) return false;
  let table = keyTables.get(String(key));
  if (table === undefined) {
    const point = decode(key);
    table = point && multiples([mod(-point[0]), point[1], 1n, mod(-point[3])]);
    keyTables.set(String(key), table);
  }
  const s = fromLittle(signature.subarray(32));
  if (!table || s >= ORDER) return false;
  const k = fromLittle(sha512(join(signature.subarray(0, 32), key, message))) % ORDER;
  return equal(encode(add(times(baseTable, s), times(table, k))), signature.subarray(0, 32));
}

/**
 * A key that signs notes.
 * @typedef {{ verifier: string, name: string, hash: string, key: Uint8Array }} Signer
 */

const nameFits = (/** @type {string} */ name) => name !== "" && !/[\s\u0085+]/.test(name);

/**
 * signer reads a public key, "name+hash+key", or gives null.
 * @returns {Signer | null}
 */
export function signer(/** @type {string} */ verifier) {
  const [name, hash = "", ...rest] = verifier.split("+");
  const key = fromBase64(rest.join("+"));
  if (!nameFits(name) || !/^[0-9A-Fa-f]{8}$/.test(hash) || !key || key.length !== 33 || key[0] !== 1) return null;
  const sum = sha256(join(bytes(name + "\n"), key)).subarray(0, 4);
  if (Number(`0x${hash}`) !== new DataView(sum.buffer, sum.byteOffset).getUint32(0)) return null;
  return { verifier, name, hash: hash.toLowerCase(), key: key.subarray(1) };
}

/**
 * open reads a signed note and gives its text, and its signature by this key; null
 * where it is none, or the key did not sign it.
 */
export function open(/** @type {string | Uint8Array} */ note, /** @type {Signer | null} */ by) {
  const whole = typeof note === "string" ? note : text(note);
  if (whole === null || !by || /[\x00-\x09\x0b-\x1f]/.test(whole)) return null;
  const split = whole.lastIndexOf("\n\n");
  const signatures = whole.slice(split + 2);
  if (split < 0 || !signatures.endsWith("\n")) return null;
  const lines = signatures.slice(0, -1).split("\n");
  if (lines.length > 100) return null;
  const said = whole.slice(0, split + 1);
  let found = null;
  for (const line of lines) {
    const [, name, base64] = /^— ([^ ]*) (.+)$/.exec(line) ?? [];
    const signature = base64 === undefined ? null : fromBase64(base64);
    if (!signature || !nameFits(name) || signature.length < 5) return null;
    const hash = Array.from(signature.subarray(0, 4), (b) => b.toString(16).padStart(2, "0")).join("");
    if (found || name !== by.name || hash !== by.hash) continue;
    if (!signed(by.key, bytes(said), signature.subarray(4))) return null;
    found = { text: said, line, base64 };
  }
  return found;
}
