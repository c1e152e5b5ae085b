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

const keyOf = (/** @type {string} */ id) => `so-nhat-ky:${id}`;

function keep(/** @type {string} */ id, /** @type {Seen} */ { size, root }) {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify({ size, root }));
  } catch { /* a browser that keeps nothing is no witness */ }
}

/**
 * forks asks for the logs of congresses, keeps those that have grown, and gives those
 * that have not. silent says why it does not know of all that are remembered: "offline",
 * the code of what the server said, or "not_shown".
 * @param {string[]} ids at most a hundred
 * @returns {Promise<{found: {id: string, old: Seen, now: Grown}[], silent: string}>}
 */
export async function forks(ids) {
  if (ids.length === 0) return { found: [], silent: "" };
  const old = new Map(ids.map((id) => [id, seen(keyOf(id))]));
  const asked = ids.map((id) => `seen=${id}.${old.get(id)?.size ?? 0}`);
  const answer = await fetch("/api/v1/logs?" + asked.join("&"), { headers: { Accept: "application/json" },
    signal: AbortSignal.timeout?.(20000) }).catch(() => null);
  const body = await answer?.json().catch(() => null);
  if (!answer?.ok || !body) return { found: [], silent: body?.code ?? "offline" };
  const found = [];
  for (const now of body.logs ?? []) {
    const before = old.get(now.congress);
    if (!before) continue; // nobody asked
    old.delete(now.congress);
    if (grew(before, now)) keep(now.congress, now);
    else found.push({ id: now.congress, old: before, now });
  }
  return { found, silent: [...old.values()].some(({ size }) => size > 0) ? "not_shown" : "" };
}

/** tell lets the server know, for its security log and for those who lead the congress; also when its person goes on at once. */
function tell(/** @type {string} */ id, /** @type {Seen} */ old, /** @type {Seen} */ now, compared = false) {
  return fetch("/api/v1/logs/doubts", { method: "POST", keepalive: true, signal: AbortSignal.timeout(5000),
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ congress: id, seen: old.size, size: now.size, compared }) }).catch(() => null);
}

/**
 * refusal says that this is another log than the one that was seen, here and at the server.
 * @param {{id: string, old: Seen, now: Grown}} fork
 * @param {string} name of the congress where the page shows several, "" else
 * @param {() => void} [goOn] once a person has compared it with the paper
 */
export function refusal({ id, old, now }, name, goOn) {
  void tell(id, old, now);
  const box = document.createElement("div");
  box.className = "flash bad";
  box.id = "so-khac";
  box.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = `${name ? name + ": m" : "M"}áy này nhớ sổ nhật ký khác: lần trước có ${old.size} việc, nay máy chủ đưa ra sổ ` +
    `${now.size} việc không nối tiếp sổ đó. Có thể máy chủ vừa khôi phục bản sao lưu cũ, hoặc sổ đã bị viết lại. Dừng các bước chốt, ` +
    "công bố, trình; đọc tám từ trên biên bản đã ký và so với lệnh kiemphieu verify trước khi làm tiếp.";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "b";
  button.textContent = "Đã so với biên bản giấy: nhớ sổ này";
  button.addEventListener("click", async () => {
    button.disabled = true;
    keep(id, now);
    await tell(id, old, now, true);
    box.remove();
    goOn?.();
  });
  box.append(text, button);
  return box;
}

/** congressesOf finds which congresses a page is about, with the name of each where it shows several. */
function congressesOf() {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-log]"))) {
    if (row.dataset.log) found.set(row.dataset.log, row.dataset.logName ?? "");
  }
  const links = Array.from(document.querySelectorAll(".where a"), (a) => /** @type {HTMLAnchorElement} */ (a).pathname);
  const own = [location.pathname, ...links].map((path) => /^\/dai-hoi\/([0-9a-f-]{36})/.exec(path)?.[1]).find(Boolean);
  if (own) found.set(own, "");
  return found;
}

/** watch asks for the logs of the page's congresses and keeps them, or refuses them. */
export async function watch() {
  const names = congressesOf();
  const { found: refused } = await forks([...names.keys()].slice(0, 100));
  const place = document.getElementById("noi-dung");
  for (const fork of refused) place?.prepend(refusal(fork, names.get(fork.id) ?? ""));
}
