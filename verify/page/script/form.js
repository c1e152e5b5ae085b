// @ts-check
// What may stand in a bundle, and of what type. FORMS has the table of docs/verify.md.
import { bytes } from "./hash.js";
import { read } from "./bundle.js";

const MOST_TEXT = 8000;
const MOST_LIST = 1000;
const MOST_ROUNDS = 100;
const MOST_NUMBER = 1_000_000_000;
const MOST_MOMENT = 2 ** 40;
const MOST_FOUND = 20;

/**
 * collector collects what was found: the first are told, each once, the rest is counted.
 * @returns {Found}
 */
export function collector() {
  const told = /** @type {string[]} */ ([]);
  let more = 0;
  return {
    say: (ok, found) => {
      if (ok) return;
      if (told.length === MOST_FOUND) more++;
      else if (!told.includes(found)) told.push(found);
    },
    any: () => told.length > 0,
    all: () => (more ? [...told, `và ${more} lỗi khác`] : told),
  };
}

/** inOrder sorts texts by their characters. */
export const inOrder = (/** @type {string[]} */ list) => [...list].sort((a, b) => {
  const [x, y] = [Array.from(a), Array.from(b)];
  const at = x.findIndex((c, n) => c !== y[n]);
  if (at < 0) return x.length - y.length;
  return y[at] === undefined ? 1 : /** @type {number} */ (x[at].codePointAt(0)) - /** @type {number} */ (y[at].codePointAt(0));
});

/**
 * shaped reads a text and holds it against a form; undefined where it has another.
 * @returns {any}
 */
export function shaped(/** @type {Say} */ say, /** @type {string} */ name, /** @type {Uint8Array} */ content,
  /** @type {Form} */ form) {
  const value = read(content);
  if (value === undefined) return say(false, `${name} không viết theo dạng chuẩn`);
  let fits = true;
  const not = (/** @type {string} */ found) => {
    fits = false;
    say(false, `${name}: ${found}`);
  };
  const wrong = (/** @type {string} */ at) => not(`${at} sai kiểu hoặc quá lớn`);
  const stray = (/** @type {string} */ at) => not(`không được có ${at}`);
  const has = (/** @type {string} */ at) => Object.hasOwn(form, at);

  const number = (/** @type {string} */ at, /** @type {unknown} */ n) => {
    const most = at.endsWith("_at") ? MOST_MOMENT : MOST_NUMBER;
    if (typeof n !== "number" || Math.abs(n) > most) wrong(at);
  };
  const string = (/** @type {string} */ at, /** @type {unknown} */ s) => {
    if (typeof s !== "string" || bytes(s).length > MOST_TEXT || s.includes("\0")) wrong(at);
  };
  const list = (/** @type {string} */ at, /** @type {unknown} */ elements) => {
    const most = at === ".rounds[]" || at === ".contests[]" ? MOST_ROUNDS : MOST_LIST;
    if (!Array.isArray(elements) || elements.length > most) return wrong(at);
    unique(at, elements);
    for (const element of elements) (form[at] === "#" ? number : form[at] === "" ? string : object)(at, element);
  };
  const unique = (/** @type {string} */ at, /** @type {any[]} */ elements) => {
    for (const id of form[at].split(" ").filter((field) => field.endsWith("!")).map((field) => field.slice(0, -1))) {
      const seen = new Set();
      for (const element of elements) {
        const own = element?.[id];
        const text = typeof own === "string" ? own : "";
        if (seen.has(text)) not(`${at} có hai ${id} như nhau`);
        seen.add(text);
      }
    }
  };
  const object = (/** @type {string} */ at, /** @type {any} */ fields) => {
    if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return wrong(at);
    for (const key of inOrder(Object.keys(fields))) {
      const [below, one] = [`${at}.${key}`, fields[key]];
      if (form[at] === "*") {
        if (!/^[_a-z]*$/.test(key)) stray(below);
        number(below, one);
      } else if (form[at] === "@") {
        if (bytes(key).length > 64) stray(below);
        string(below, one);
      } else {
        field(below, key, form[at].split(" "), one);
      }
    }
  };
  const field = (/** @type {string} */ at, /** @type {string} */ key, /** @type {string[]} */ known, /** @type {any} */ one) => {
    if (known.includes(`${key}#`)) number(at, one);
    else if (known.includes(`${key}?`)) typeof one === "boolean" || wrong(at);
    else if (known.includes(`${key}!`)) string(at, one);
    else if (!known.includes(key) || /^$|[#?!]/.test(key)) stray(at);
    else if (one === null && (has(at) || has(`${at}[]`))) return;
    else if (has(at)) object(at, one);
    else if (has(`${at}[]`)) list(`${at}[]`, one);
    else string(at, one);
  };
  object("", value);
  return fits ? value : undefined;
}
