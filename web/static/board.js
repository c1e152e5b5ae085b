// @ts-check
// A board that follows the hall: the server sends its whole picture whenever
// it changed. When nothing is heard the page says that it may be out of date.
const SILENCE = 40000; // milliseconds; the server gives a sign every 15 seconds
const AGAIN = 2000; // milliseconds until the next try after an answer that is no stream

const box = document.getElementById("board");
/** @type {HTMLElement} */
const stale = document.querySelector("[data-stale]");
let watch;
/** @type {Date | undefined} */
let last; // when something was heard

function heard() {
  stale.hidden = true;
  last = new Date();
  clearTimeout(watch);
  watch = setTimeout(lost, SILENCE);
}

function lost() {
  const since = stale.querySelector("[data-since]");
  if (since && last) since.textContent = last.toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" });
  stale.hidden = false;
}

// fit makes the wall's unit smaller until nothing leaves the screen: a name may
// be longer than any that the style was made for.
function fit() {
  const hall = document.body;
  hall.style.removeProperty("--fit");
  for (let size = 0.97; size > 0.3 && overflows(); size -= 0.03) hall.style.setProperty("--fit", String(size));
}

function overflows() {
  if (document.body.scrollHeight > innerHeight || document.body.scrollWidth > innerWidth) return true;
  const places = /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("header, .ttl, .names, .names li, .wait, .open, footer"));
  return [...places].some((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1
    || e.getBoundingClientRect().bottom > innerHeight + 1);
}

// The name by which the server counts how many boards this browser follows.
function browser() {
  try {
    localStorage.browser ||= Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("");
    return localStorage.browser;
  } catch {
    return ""; // it keeps nothing
  }
}

function follow() {
  const source = new EventSource(`${box.dataset.stream}?browser=${browser()}`);
  let turn = false; // another board of this browser is next; this one comes again
  source.addEventListener("board", ({ data }) => {
    if (box.innerHTML !== data) box.innerHTML = data;
    heard();
  });
  source.addEventListener("beat", heard);
  source.addEventListener("turn", () => (turn = true));
  source.onopen = heard;
  source.onerror = () => {
    if (!turn) lost();
    turn = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, AGAIN); // otherwise the browser tries by itself
  };
}

if (document.body.classList.contains("hall")) {
  new MutationObserver(fit).observe(box, { childList: true });
  new ResizeObserver(fit).observe(document.body);
  new MutationObserver(fit).observe(stale, { attributes: true, attributeFilter: ["hidden"] });
  document.fonts?.ready.then(fit);
}
follow();
