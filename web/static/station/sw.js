// @ts-check
// The service worker of the counting station: the page starts without a
// server, and so do those that say what to do then. The server puts
// SHELL = {version, files} before this text.
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const CACHE = "station-" + SHELL.version;

// What goes to the server goes past the worker: with a sign of life every few
// seconds it would never be idle, and a newer one would wait for minutes.
worker.addEventListener("install", (event) => {
  event.addRoutes?.({ condition: { urlPattern: { pathname: "/api/*" } }, source: "network" });
  const files = SHELL.files.map((file) => new Request(file, { credentials: "omit" })); // with nothing of anybody
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(files)));
});

// An older version's files stay until the newer one takes over, which the page
// allows between two sheaves.
worker.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("station-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  })());
});

worker.addEventListener("message", ({ data }) => {
  const { waiting } = worker.registration;
  if (data === "take over") worker.skipWaiting();
  else if (data === "renew" && waiting) waiting.postMessage("take over");
  else if (data === "renew") worker.registration.update().catch(() => {});
});

worker.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== worker.location.origin || event.request.method !== "GET") return;
  if (pathname.startsWith("/tinh/") || SHELL.files.includes(pathname)) event.respondWith(fromShell(event.request, pathname));
});

// An open page of an older version finds its own files; nothing falls back
// on another version's.
async function fromShell(request, pathname) {
  const cache = await caches.open(CACHE);
  return (await cache.match(pathname)) || (await caches.match(pathname)) || fetch(request);
}
