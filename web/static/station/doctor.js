// @ts-check
// The tablet examines itself: what the station needs, what works, what to do.
import { openVault } from "./vault.js";

const words = JSON.parse(document.getElementById("doctor-words").textContent);
const ROOM = 50 << 20; // bytes that a congress of any size fits into
const SKEW = 120000; // milliseconds; more would confuse whoever reads the times

const answer = fetch("/healthz", { method: "HEAD", signal: AbortSignal.timeout?.(5000) }).catch(() => null);

// Each check gives true, false, or null for "does not matter here".
const checks = {
  secure: () => isSecureContext,
  server: () => answer.then(Boolean),
  worker: async () =>
    Boolean(navigator.serviceWorker?.controller || (await navigator.serviceWorker?.register("/tram-sw.js"))),
  store: async () => {
    const vault = await openVault();
    await vault.put({ doctor: 1 });
    const kept = (await vault.get("doctor")) === 1;
    await vault.delete("doctor");
    return vault.lasting && kept;
  },
  copies: async () => (await openVault()).copies?.length === 2,
  persistent: async () => (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()) || false,
  room: async () => {
    const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) || {};
    return quota - usage > ROOM;
  },
  clock: async () => {
    const date = (await answer)?.headers.get("Date");
    return date ? Math.abs(Date.parse(date) - Date.now()) < SKEW : null;
  },
  camera: async () => (await navigator.mediaDevices.enumerateDevices()).some((device) => device.kind === "videoinput"),
  decoder: () =>
    new Promise((done) => {
      const worker = new Worker(new URL("./decoder.js", import.meta.url));
      worker.onmessage = ({ data }) => done(!data.problem);
      worker.onerror = () => done(false);
      setTimeout(() => done(false), 10000);
      worker.postMessage(new ImageData(64, 64));
    }),
  signature: async () => Boolean(await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"])),
  vibration: () => "vibrate" in navigator,
};
const MILD = ["server", "copies", "persistent", "camera", "decoder", "signature", "vibration", "clock"]; // counting goes on without

const list = document.getElementById("doctor");
list.replaceChildren();
for (const [name, check] of Object.entries(checks)) {
  const works = await Promise.resolve().then(check).catch(() => false);
  if (works === null) continue;
  const li = document.createElement("li");
  li.className = works ? "good" : MILD.includes(name) ? "warn" : "bad";
  li.dataset.check = name;
  const [text, title, todo, tag] = ["div", "strong", "p", "span"].map((kind) => document.createElement(kind));
  title.textContent = words[`doctor.${name}`];
  todo.textContent = words[`doctor.${name}.do`] ?? "";
  tag.className = `tag ${li.className}`;
  tag.textContent = words[works ? "doctor.works" : "doctor.fails"];
  text.append(title, ...(works ? [] : [todo]));
  li.append(text, tag);
  list.append(li);
}
list.dataset.done = "yes";
