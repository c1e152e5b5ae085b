// @ts-check
// Parts of a page marked data-live are fetched again every few seconds, unless
// somebody is typing in them or the page is not looked at.
const EVERY = 5000; // milliseconds

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-live]"))) {
    const next = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
    const secret = /** @type {HTMLInputElement | null} */ (old.querySelector("input[type=password]"));
    const typing = secret?.value || old.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
    if (next && !typing && !old.querySelector("details[open]") && old.innerHTML !== next.innerHTML) old.replaceWith(next);
  }
}

setInterval(refresh, EVERY);
