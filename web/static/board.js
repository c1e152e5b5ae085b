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

function follow() {
  const source = new EventSource(box.dataset.stream);
  source.addEventListener("board", ({ data }) => {
    if (box.innerHTML !== data) box.innerHTML = data;
    heard();
  });
  source.addEventListener("beat", heard);
  source.onopen = heard;
  source.onerror = () => {
    lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, AGAIN); // otherwise the browser tries by itself
  };
}

follow();
