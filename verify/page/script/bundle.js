// @ts-check
// What a bundle is made of: one zip, texts in one form, a log with its tree.
import { bytes, crc32, equal, fromBase64, hex, join, sha256, text, toBase64 } from "./hash.js";
import { open, signer } from "./signature.js";

export const DEFINITION = "definition.json";
export const LOG = "log.jsonl";
export const CHECKPOINTS = "checkpoints.txt";
export const RESULTS = "results.json";
export const MANIFESTS = "manifest-roots.json";
export const KEYS = "keys.txt";
export const DOCUMENTS = "documents/";
const KEY = "verifier.txt";
const SUMS = "SHA256SUMS";
const SIGNATURE = "SHA256SUMS.sig";

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 1000;
const MOST_TEXT = 2 * 1024 * 1024;
const MOST_LOG = 4 * 1024 * 1024;
const MOST_EVENTS = 10_000;
const MOST_KEYS = 6;
const MOST_KEY_TEXT = 4 * 1024;

/** belongs tells the names that a bundle may have. */
const belongs = (/** @type {string} */ name) =>
  [KEY, SUMS, SIGNATURE, DEFINITION, LOG, CHECKPOINTS, RESULTS, MANIFESTS, KEYS].includes(name) ||
  /^documents\/[a-z0-9][a-z0-9-]{0,63}(\.[a-z0-9]{1,8})?$/.test(name);

/** bounded tells that a file is not longer than one of a bundle may be. */
function bounded(/** @type {string} */ name, /** @type {Uint8Array} */ content) {
  if (name.startsWith(DOCUMENTS)) return true;
  const size = { [LOG]: MOST_LOG, [CHECKPOINTS]: MOST_LOG, [KEY]: MOST_KEY_TEXT, [KEYS]: MOST_KEY_TEXT }[name] ?? MOST_TEXT;
  const most = { [LOG]: MOST_EVENTS, [CHECKPOINTS]: MOST_EVENTS * 6, [KEYS]: MOST_KEYS }[name] ?? Infinity;
  if (content.length > size) return false;
  let lines = 0;
  for (const byte of content) if (byte === 10) lines++;
  return lines <= most;
}

/** little writes numbers of two or four bytes, the least first. */
function little(/** @type {[number, 2 | 4][]} */ ...numbers) {
  const out = [];
  for (const [n, width] of numbers) for (let at = 0; at < width; at++) out.push(Math.floor(n / 256 ** at) & 255);
  return Uint8Array.from(out);
}

/** pack writes the one zip that holds these files, which stand by name. */
function pack(/** @type {BundleFile[]} */ files) {
  const bodies = [];
  const entries = [];
  let at = 0;
  for (const { name, content } of files) {
    const about = little([20, 2], [0, 2], [0, 2], [0, 2], [0, 2], [crc32(content), 4], [content.length, 4],
      [content.length, 4], [name.length, 2], [0, 2]);
    bodies.push(little([0x04034b50, 4]), about, bytes(name), content);
    entries.push(little([0x02014b50, 4], [20, 2]), about, little([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), bytes(name));
    at += 30 + name.length + content.length;
  }
  const size = entries.reduce((n, part) => n + part.length, 0);
  return join(...bodies, ...entries, little([0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2],
    [size, 4], [at, 4], [0, 2]));
}

/**
 * unpack takes a bundle apart; null is not one, or one packed in another way.
 * @returns {BundleFile[] | null}
 */
export function unpack(/** @type {Uint8Array} */ packed) {
  if (packed.length > MOST_BYTES) return null;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const files = [];
  let at = 0;
  while (at + 30 <= packed.length && view.getUint32(at, true) === 0x04034b50) {
    const size = view.getUint32(at + 18, true);
    const start = at + 30 + view.getUint16(at + 26, true);
    const name = text(packed.subarray(at + 30, start));
    const before = files[files.length - 1]?.name ?? "";
    if (start + size > packed.length || name === null || !belongs(name) || name <= before) return null;
    files.push({ name, content: packed.subarray(start, start + size) });
    if (!bounded(name, packed.subarray(start, start + size))) return null;
    at = start + size;
  }
  return files.length <= MOST_FILES && equal(pack(files), packed) ? files : null;
}

/** sumsHold holds every file against SHA256SUMS. */
export function sumsHold(/** @type {BundleFile[]} */ files) {
  const lines = files.filter((f) => f.name !== SUMS && f.name !== SIGNATURE)
    .map((f) => `${hex(sha256(f.content))}  ${f.name}\n`);
  return equal(bytes(lines.join("")), file(files, SUMS));
}

/** signatureHolds holds SHA256SUMS against its signature, which is written in one way. */
export function signatureHolds(/** @type {BundleFile[]} */ files) {
  const sums = text(file(files, SUMS));
  const signature = text(file(files, SIGNATURE));
  if (sums === null || signature === null) return false;
  const opened = open(`${sums}\n${signature}`, signer(verifierOf(files)));
  if (!opened || opened.text !== sums || signature !== `${opened.line}\n`) return false;
  const raw = fromBase64(opened.base64);
  return raw !== null && toBase64(raw) === opened.base64;
}

/** file gives the content of a file, nothing where it is not there. */
export const file = (/** @type {BundleFile[]} */ files, /** @type {string} */ name) =>
  files.find((f) => f.name === name)?.content ?? new Uint8Array();

/** loose reads a text of which every part is checked later. */
export const loose = (/** @type {Uint8Array} */ content) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(content);

export const verifierOf = (/** @type {BundleFile[]} */ files) => loose(file(files, KEY)).replace(/\n$/, "");

/** canonical gives the one form of a value (RFC 8785, whole numbers alone), or throws. */
export function canonical(/** @type {unknown} */ value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const object = /** @type {Record<string, unknown>} */ (value);
    return `{${Object.keys(object).sort().map((key) => `${canonical(key)}:${canonical(object[key])}`).join(",")}}`;
  }
  if (typeof value === "number" && (!Number.isInteger(value) || Math.abs(value) > 2 ** 53)) throw new Error("number");
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) throw new Error("text");
  return JSON.stringify(value);
}

/**
 * read gives the value of a text in the one form; undefined where it is in another.
 * @returns {any}
 */
export function read(/** @type {Uint8Array} */ content) {
  const whole = text(content);
  try {
    const value = JSON.parse(whole ?? "");
    return canonical(value) === whole ? value : undefined;
  } catch {
    return undefined;
  }
}

/** rootsOf gives the root of the first n leaves for every n (RFC 6962, 2.1). */
export function rootsOf(/** @type {Uint8Array[]} */ leaves) {
  /** @type {Uint8Array[]} */
  const roots = [sha256(new Uint8Array())];
  /** @type {{ size: number, hash: Uint8Array }[]} the largest whole trees, from the left */
  const trees = [];
  for (const leaf of leaves) {
    trees.push({ size: 1, hash: sha256(join(Uint8Array.of(0), leaf)) });
    while (trees.length > 1 && trees[trees.length - 2].size === trees[trees.length - 1].size) {
      const [left, right] = trees.splice(-2);
      trees.push({ size: left.size * 2, hash: node(left.hash, right.hash) });
    }
    roots.push(trees.map((tree) => tree.hash).reduceRight((right, left) => node(left, right)));
  }
  return roots;
}

const node = (/** @type {Uint8Array} */ left, /** @type {Uint8Array} */ right) => sha256(join(Uint8Array.of(1), left, right));

/** checkpoint reads origin, size and root, a line each, or gives null. */
export function checkpoint(/** @type {string} */ said) {
  const [origin, size, root64, end, more] = said.split("\n");
  const root = fromBase64(root64 ?? "");
  if (!origin || !/^(0|[1-9]\d{0,17})$/.test(size ?? "") || root?.length !== 32 || toBase64(root) !== root64) return null;
  return end === "" && more === undefined ? { origin, size: Number(size), root } : null;
}

/** notes takes signed notes apart that have an empty line between them. */
export function notes(/** @type {string} */ all) {
  const parts = all.replace(/\n$/, "").split("\n\n");
  const list = [];
  for (let at = 0; at + 1 < parts.length; at += 2) list.push(`${parts[at]}\n\n${parts[at + 1]}\n`);
  if (parts.length % 2 === 1 && all !== "") list.push(parts[parts.length - 1]);
  return list;
}
