// @ts-check
// Papers come once, and the server forgets their codes as it sends them: the
// file stays in this page until the person says that it is saved and printed.
// Without script the browser saves it as it saves any file.

const keep = (/** @type {Event} */ event) => event.preventDefault();

/** Fewer papers than people who count: said while it is typed. */
function warn() {
	const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-papers]"));
	const warning = /** @type {HTMLElement | null} */ (form?.querySelector("[data-fewer]"));
	if (!warning) return;
	const count = Number(form.elements["count"].value);
	warning.hidden = !(count > 0 && count < Number(warning.dataset.fewer));
}

/** Shows the page that came, where the old one was. */
function show(/** @type {Document} */ page) {
	document.getElementById("noi-dung").replaceWith(page.getElementById("noi-dung"));
	scrollTo(0, 0);
	warn();
}

const read = async (/** @type {Response} */ answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

/** The card that holds the file: what was printed, the file, and the way on. */
function hold(/** @type {Blob} */ file, /** @type {HTMLTemplateElement} */ card, /** @type {Record<string, number>} */ numbers) {
	const address = URL.createObjectURL(file);
	const shown = /** @type {HTMLElement} */ (card.content.firstElementChild.cloneNode(true));
	for (const place of /** @type {NodeListOf<HTMLElement>} */ (shown.querySelectorAll("[data-number]"))) {
		place.textContent = String(numbers[place.dataset.number]);
	}
	for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (shown.querySelectorAll("a[data-file]"))) link.href = address;
	addEventListener("beforeunload", keep);
	shown.querySelector("[data-done]").addEventListener("click", () => {
		URL.revokeObjectURL(address);
		removeEventListener("beforeunload", keep);
		location.assign(location.pathname);
	});
	document.querySelector("#noi-dung .flow").replaceChildren(shown); // nothing else is done before
	shown.focus();
}

async function print(/** @type {SubmitEvent} */ event) {
	const form = /** @type {HTMLFormElement} */ (event.target);
	if (!form.matches("[data-papers]")) return;
	event.preventDefault();
	const button = /** @type {HTMLButtonElement} */ (event.submitter);
	const card = /** @type {HTMLTemplateElement} */ (document.getElementById("papers-held"));
	const count = Number(form.elements["count"].value);
	const reserve = Number(form.elements["reserve"].value);
	const words = button.textContent;
	button.disabled = true;
	button.textContent = button.dataset.busy;
	const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(/** @type {any} */ (new FormData(form))) }).catch(() => null);
	button.disabled = false;
	button.textContent = words;
	if (!answer) return document.querySelector("[data-lost]").removeAttribute("hidden");
	if (!answer.headers.get("Content-Type")?.startsWith("application/pdf")) return show(await read(answer));
	const file = await answer.blob();
	const next = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
	if (next?.ok) show(await read(next));
	hold(file, card, { all: count + reserve, count, reserve });
}

document.addEventListener("input", warn);
document.addEventListener("submit", print);
warn();

export {}; // a module, with names of its own
