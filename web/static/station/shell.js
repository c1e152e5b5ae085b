// @ts-check
// The page starts without a server, from what the browser keeps of it.

let outdated = false; // a newer version is there

// keepShell lets the page start without a server. A new version takes over
// when nothing is open.
/** @param {() => boolean} busy whether something is */
export function keepShell(busy) {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.register("/tram-sw.js").catch(() => {}); // without a network the one that is there goes on
  let first = !navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!first) outdated = true;
    first = false;
    if (!busy()) renew();
  });
}

// renew lets a newer version of the program take over between two sheaves, and
// loads the page anew once it has. The worker may as well be gone, with all that the
// browser kept: the page leaves itself only for one that is there.
export function renew() {
  if (outdated) fetch(location.href).then((page) => { if (page.ok) location.reload(); }, () => {});
  else navigator.serviceWorker?.controller?.postMessage("renew");
}
