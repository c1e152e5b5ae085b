// @ts-check
// What makes pages easier where there is script; each works without it.
import "./day.js";
import { tie } from "./tie.js";
import { watch } from "./witness.js";

/** Menus close on Escape and on a press beside them. */
const close = (/** @type {Event} */ event) => {
	for (const menu of document.querySelectorAll("details.menu[open], details.pop[open]")) {
		if (event instanceof KeyboardEvent ? event.key === "Escape" : !menu.contains(/** @type {Node} */ (event.target))) {
			menu.removeAttribute("open");
		}
	}
};
document.addEventListener("keydown", close);
document.addEventListener("click", close);

/** A chosen file is told by its name. */
document.addEventListener("change", (event) => {
	const input = event.target;
	if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
	const said = input.parentElement?.querySelector("output");
	if (said) said.textContent = input.files?.[0]?.name ?? "";
});

// Paper shows what is folded on the screen.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.more:not(.no-print, [open])")) {
    fold.setAttribute("open", "");
    fold.setAttribute("data-paper", "");
  }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-paper]")) {
    fold.removeAttribute("open");
    fold.removeAttribute("data-paper");
  }
});

// A figure is typed: a wheel or two fingers over its field scroll the page.
addEventListener("wheel", (event) => {
  const field = document.activeElement;
  if (field instanceof HTMLInputElement && field.type === "number" && event.target === field) field.blur();
}, { passive: true, capture: true });

/**
 * A form that is sent in place: what is sent and what is stored are those of a page without
 * script; only that part of the page is drawn again which the answer has, where it stood.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} by
 */
async function sendInPlace(form, by) {
	const body = new URLSearchParams(/** @type {any} */ (new FormData(form, by)));
	const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } }).catch(() => null);
	if (!answer) return form.requestSubmit();
	const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
	const old = document.getElementById("noi-dung");
	const next = fresh.getElementById("noi-dung");
	if (!old || !next) return location.assign(answer.url);
	const filter = /** @type {HTMLInputElement | null} */ (old.querySelector("[data-filter]"))?.value ?? "";
	old.replaceWith(next);
	enhance(filter);
	const places = [by?.id, undoes, by?.dataset.back].map((id) => id ? document.getElementById(id) : null);
	places.find((place) => place)?.focus({ preventScroll: true });
}

/** The button that takes back the last act of a page, and tells where it was done. */
const undoes = "hoan-tac";
document.addEventListener("keydown", (event) => {
	const undo = document.getElementById(undoes);
	const at = /** @type {HTMLElement} */ (event.target);
	const asked = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
	if (!undo || !asked || at.matches("input, select, textarea")) return; // a field takes back what was typed there
	event.preventDefault();
	if (at.id && at !== undo) undo.dataset.back = at.id;
	undo.click();
});

/** What script adds to a page that was just drawn. */
function enhance(filter = "") {
	tie(document);
	for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-script]"))) part.hidden = false;
	const box = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-filter]"));
	if (!box) return;
	box.value = filter;
	narrow(box);
}

/** Letters without marks, as people type them who are in a hurry. */
const bare = (/** @type {string} */ text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

/** @param {HTMLInputElement} box */
function narrow(box) {
	for (const item of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(box.dataset.filter ?? ""))) {
		item.hidden = !bare(item.textContent ?? "").includes(bare(box.value));
	}
}

document.addEventListener("input", (event) => {
	if (event.target instanceof HTMLInputElement && event.target.dataset.filter) narrow(event.target);
});
document.addEventListener("submit", (event) => {
	const form = event.target;
	if (!(form instanceof HTMLFormElement) || !("inPlace" in form.dataset)) return;
	event.preventDefault();
	sendInPlace(form, /** @type {HTMLElement | null} */ (event.submitter));
});
enhance();
void watch();
