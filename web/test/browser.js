// What node 18 and later lack of a browser, as far as the pure scripts ask for it.
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";

// give puts a value where scripts look for what a browser has.
export const give = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

give("crypto", webcrypto);
give("navigator", {});

// answerWith has fetch answer: told is given {method, url, body} and returns
// [status, body], or throws as a network that is gone. It returns the calls.
export function answerWith(told) {
  const calls = [];
  give("fetch", async (url, { method, body }) => {
    const call = { method, url, body: body === undefined ? undefined : JSON.parse(body) };
    calls.push(call);
    const [status, answer] = await told(call);
    return new Response(status === 204 ? null : typeof answer === "string" ? answer : JSON.stringify(answer), { status });
  });
  return calls;
}

// offline is a network that is gone.
export const offline = () => {
  throw new TypeError("Failed to fetch");
};

// openPage gives a page with parts by name, and the sentences of the locale
// file; scripts that look at the page are imported after it.
export function openPage() {
  const parts = {};
  const sentences = readFileSync(new URL("../locale/vi.json", import.meta.url), "utf8");
  const root = {
    dataset: {},
    querySelector: (selector) => root.querySelectorAll("[data-failure]").find((one) => selector === `[data-failure="${one.dataset.failure}"]`)
      ?? (parts[/data-(?:part|failure)="(.+)"/.exec(selector)[1]] ??= {}),
    querySelectorAll: () => [],
  };
  give("document", { getElementById: (id) => (id === "station" ? root : { textContent: sentences }) });
  return parts;
}
