// @ts-check
// Sentences of the locale file, and the parts of the page.
const root = document.getElementById("station");
const words = JSON.parse(document.getElementById("station-words").textContent);

export { root };

// part finds an element by its data-part.
/** @type {(name: string) => any} */
export const part = (name) => root.querySelector(`[data-part="${name}"]`);

/** all finds elements of the page. @type {(selector: string) => NodeListOf<HTMLElement>} */
export const all = (selector) => root.querySelectorAll(selector);

// say gives a sentence with its {named} places filled in.
export function say(key, params = {}) {
  return (words[key] || key).replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");
}

// show brings one screen up and hides the others.
export function show(screen) {
  for (const section of all("[data-screen]")) section.hidden = section.dataset.screen !== screen;
  root.dataset.now = screen;
}

// button makes a button with its words and what it does.
export function button(text, act, kind = "b") {
  const b = document.createElement("button");
  b.type = "button";
  b.className = kind;
  b.textContent = text;
  b.addEventListener("click", act);
  return b;
}

export function paragraph(text, kind = "") {
  const p = document.createElement("p");
  p.className = kind;
  p.textContent = text;
  return p;
}

// accident leads to what to do about something, in a window of its own.
/** @param {string} key */
export function accident(key) {
  const link = document.createElement("a");
  link.className = "b";
  link.href = "/su-co#" + key;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = say("station.what_now");
  return link;
}
