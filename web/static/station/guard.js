// @ts-check
// What the page shows when the station does not start, or stops for an error.
// It rests on nothing else and runs before everything else; should it not come
// either, the page shows by itself that opening takes too long.
const root = document.getElementById("station");
/** @type {(name: string) => any} */
const part = (name) => root.querySelector(`[data-part="${name}"]`);
/** @type {(selector: string) => NodeListOf<HTMLElement>} */
const all = (selector) => root.querySelectorAll(selector);

// Failure is a reason that the page has words for: data-failure in station.html.
export class Failure extends Error {
  /** @param {string} kind @param {Error} [cause] */
  constructor(kind, cause) {
    super(cause?.message ?? kind, { cause });
    this.kind = kind;
  }
}

// where it stands what to do about a reason: sections of /su-co
const ACCIDENTS = { load: "network", storage: "storage", package: "stranger", signature: "stranger" };

// fail shows what happened, what is safe and what to do. While a sheaf is open
// nothing covers it: then the band says that what is stored stays.
export function fail(reason) {
  const kind = reason instanceof Failure ? reason.kind : "thrown";
  const words = root.querySelector(`[data-failure="${kind}"]`);
  if (["enter", "finish"].includes(root.dataset.now)) {
    part("band").className = "band bad";
    part("band").textContent = part("failed-desk").textContent;
    return;
  }
  for (const one of all("[data-failure]")) one.hidden = one !== words;
  part("without-store").hidden = kind !== "storage";
  part("failed-help").href = "/su-co#" + (ACCIDENTS[kind] ?? "defect");
  part("failed-detail").textContent = String(reason?.message ?? reason);
  for (const section of all("[data-screen]")) section.hidden = section.dataset.screen !== "failed";
  root.dataset.now = "failed";
  part("failed").focus();
}

// A script that does not come is told to its element, and the event stays there.
window.addEventListener("error", ({ target, error, message }) => {
  if (target instanceof HTMLScriptElement) fail(new Failure("load", new Error(target.src)));
  else if (target === window) fail(error ?? message);
}, true);
window.addEventListener("unhandledrejection", ({ reason }) => fail(reason));
