// @ts-check
// A day is typed as ngày/tháng/năm, or picked from a calendar that speaks Vietnamese
// whatever the browser speaks. Without script the field is typed in.

const two = (/** @type {number} */ n) => String(n).padStart(2, "0");

/**
 * The day that is typed, or null.
 * @param {string} text
 */
export function dayOf(text) {
	const found = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/.exec(text);
	if (!found) return null;
	const day = new Date(Number(found[3]), Number(found[2]) - 1, Number(found[1]));
	return day.getMonth() === Number(found[2]) - 1 ? day : null;
}

/**
 * A day as it is written.
 * @param {Date} day
 */
export const written = (day) => `${two(day.getDate())}/${two(day.getMonth() + 1)}/${day.getFullYear()}`;

/**
 * The days of a month's page, from Monday on, the last of the week before it first.
 * @param {Date} month
 */
export function pageOf(month) {
	const first = new Date(month.getFullYear(), month.getMonth(), 1);
	const days = [];
	for (let i = -((first.getDay() + 6) % 7); i < 42; i++) {
		const day = new Date(first.getFullYear(), first.getMonth(), 1 + i);
		if (days.length % 7 === 0 && i > 0 && day.getMonth() !== first.getMonth()) break;
		days.push(day);
	}
	return days;
}

/**
 * A calendar below a field.
 * @param {HTMLInputElement} field
 */
function open(field) {
	document.querySelector(".days")?.remove();
	const box = document.createElement("div");
	box.className = "days";
	box.setAttribute("role", "dialog");
	box.setAttribute("aria-label", "Chọn ngày");
	draw(box, field, dayOf(field.value) ?? new Date(), true);
	field.closest(".day-field")?.append(box);
	/** @type {HTMLElement | null} */ (box.querySelector("[data-here]"))?.focus();
}

/**
 * @param {HTMLElement} box
 * @param {HTMLInputElement} field
 * @param {Date} at the day that has the focus
 * @param {boolean} focus
 */
function draw(box, field, at, focus) {
	const turn = (/** @type {number} */ n) => draw(box, field, new Date(at.getFullYear(), at.getMonth() + n, 1), false);
	const button = (/** @type {string} */ text, /** @type {string} */ name, /** @type {() => void} */ press) => {
		const b = document.createElement("button");
		b.type = "button";
		b.textContent = text;
		b.setAttribute("aria-label", name);
		b.addEventListener("click", press);
		return b;
	};
	const head = document.createElement("div");
	const title = document.createElement("b");
	title.textContent = `Tháng ${at.getMonth() + 1} năm ${at.getFullYear()}`;
	title.setAttribute("aria-live", "polite");
	head.append(button("‹", "Tháng trước", () => turn(-1)), title, button("›", "Tháng sau", () => turn(1)));
	const grid = document.createElement("div");
	for (const name of ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]) {
		const cell = document.createElement("span");
		cell.textContent = name;
		grid.append(cell);
	}
	for (const day of pageOf(at)) {
		const name = `${day.getDate()} tháng ${day.getMonth() + 1} năm ${day.getFullYear()}`;
		const cell = button(String(day.getDate()), name, () => {
			field.value = written(day);
			box.remove();
			field.focus();
			field.dispatchEvent(new Event("input", { bubbles: true }));
			field.dispatchEvent(new Event("change", { bubbles: true }));
		});
		if (day.getMonth() !== at.getMonth()) cell.className = "other";
		if (written(day) === field.value) cell.setAttribute("aria-current", "date");
		if (written(day) === written(at)) cell.dataset.here = "";
		else cell.tabIndex = -1;
		grid.append(cell);
	}
	grid.addEventListener("keydown", (event) => {
		const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
		if (!step) return;
		event.preventDefault();
		draw(box, field, new Date(at.getFullYear(), at.getMonth(), at.getDate() + step), true);
	});
	box.replaceChildren(head, grid);
	if (focus) /** @type {HTMLElement | null} */ (box.querySelector("[data-here]"))?.focus();
}

if (typeof document !== "undefined") {
	document.addEventListener("click", (event) => {
		const target = /** @type {Element} */ (event.target);
		const field = target.closest("[data-pick]")?.parentElement?.querySelector("input");
		if (field) open(field);
		else if (!target.closest(".days") && target.isConnected) document.querySelector(".days")?.remove();
	});
	document.addEventListener("keydown", (event) => {
		const box = document.querySelector(".days");
		if (event.key !== "Escape" || !box) return;
		box.parentElement?.querySelector("input")?.focus();
		box.remove();
	});
}
