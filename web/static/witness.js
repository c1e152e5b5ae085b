// @ts-check
// A browser is a witness: it keeps how the log of each congress looked when it
// last saw it, asks for the proof that the log has only grown since, and says so
// where it has not.
import { sha256 } from "./vendor/sha256.js";

/** @typedef {{ size: number, root: string }} Seen what is kept; the root in base64 */
/** @typedef {Seen & { proof: string[] }} Grown what the server says */

const bytes = (/** @type {string} */ base64) => Array.from(atob(base64), (c) => c.charCodeAt(0));
const node = (/** @type {number[]} */ left, /** @type {number[]} */ right) =>
  /** @type {any} */ (sha256).array([1, ...left, ...right]);
const same = (/** @type {number[]} */ a, /** @type {number[]} */ b) => a.length === 32 && a.join() === b.join();

/**
 * grew holds a log against what was seen of it before: RFC 9162, 2.1.4.2.
 * @param {Seen} old
 * @param {Grown} now
 */
export function grew(old, now) {
  if (old.size === 0) return true;
  if (now.size < old.size) return false;
  const [first, second] = [bytes(old.root), bytes(now.root)];
  if (now.size === old.size) return same(first, second);
  const path = now.proof.map(bytes);
  if ((old.size & (old.size - 1)) === 0) path.unshift(first);
  const start = path.shift();
  if (!start) return false;
  let [fn, sn, fr, sr] = [old.size - 1, now.size - 1, start, start];
  while (fn & 1) [fn, sn] = [fn >> 1, sn >> 1];
  for (const hash of path) {
    if (sn === 0) return false;
    if (fn & 1 || fn === sn) {
      [fr, sr] = [node(hash, fr), node(hash, sr)];
      while (!(fn & 1) && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else {
      sr = node(sr, hash);
    }
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  return sn === 0 && same(fr, first) && same(sr, second);
}

/** @returns {Seen} */
function seen(/** @type {string} */ key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "");
    if (Number.isInteger(kept.size) && typeof kept.root === "string") return kept;
  } catch { /* nothing was kept, or not by us */ }
  return { size: 0, root: "" };
}

/** congressOf finds which congress a page is about, "" for none. */
function congressOf() {
  const links = Array.from(document.querySelectorAll(".where a"), (a) => /** @type {HTMLAnchorElement} */ (a).pathname);
  const paths = [location.pathname, ...links];
  return paths.map((path) => /^\/dai-hoi\/([0-9a-f-]{36})/.exec(path)?.[1]).find(Boolean) ?? "";
}

/** refuse says that this is another log than the one that was seen. */
function refuse(/** @type {string} */ key, /** @type {Seen} */ old, /** @type {Grown} */ now) {
  const box = document.createElement("div");
  box.className = "warning";
  box.id = "so-khac";
  box.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = `⚠ Máy này nhớ sổ nhật ký khác: lần trước có ${old.size} việc, nay máy chủ đưa ra sổ ${now.size} việc ` +
    "không nối tiếp sổ đó. Có thể máy chủ vừa khôi phục bản sao lưu cũ, hoặc sổ đã bị viết lại. Dừng các bước chốt, công bố, " +
    "trình; đọc tám từ trên biên bản đã ký và so với lệnh kiemphieu verify trước khi làm tiếp.";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "b";
  button.textContent = "Đã so với biên bản giấy: nhớ sổ này";
  button.addEventListener("click", () => {
    localStorage.setItem(key, JSON.stringify({ size: now.size, root: now.root }));
    box.remove();
  });
  box.append(text, button);
  document.getElementById("noi-dung")?.prepend(box);
}

/** watch asks for the log of the page's congress and keeps it, or refuses it. */
export async function watch() {
  const id = congressOf();
  if (!id) return;
  const key = `so-nhat-ky:${id}`;
  const old = seen(key);
  const answer = await fetch(`/dai-hoi/${id}/so-nhat-ky.json?tu=${old.size}`).catch(() => null);
  if (!answer?.ok) return;
  /** @type {Grown} */
  const now = await answer.json();
  if (!grew(old, now)) return refuse(key, old, now);
  localStorage.setItem(key, JSON.stringify({ size: now.size, root: now.root }));
}
