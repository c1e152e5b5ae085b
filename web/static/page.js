// @ts-check
// What makes pages easier where there is script; each works without it.

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

// A figure is typed: a wheel or two fingers over its field scroll the page.
addEventListener("wheel", (event) => {
  const field = document.activeElement;
  if (field instanceof HTMLInputElement && field.type === "number" && event.target === field) field.blur();
}, { passive: true, capture: true });
