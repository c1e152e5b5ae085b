// @ts-check
// A board that follows the hall: the server sends its whole picture whenever
// it changed. When nothing is heard the page says that it may be out of date.
const SILENCE = 40000; // milliseconds; the server gives a sign every 15 seconds
const AGAIN = 2000; // milliseconds until the next try after an answer that is no stream

const box = document.getElementById("board");
/** @type {HTMLElement} */
const stale = document.querySelector("[data-stale]");
let watch;

function heard() {
  stale.hidden = true;
  clearTimeout(watch);
  watch = setTimeout(lost, SILENCE);
}

function lost() {
  stale.hidden = false;
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

follow();
