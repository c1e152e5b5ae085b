import assert from "node:assert/strict";
import test from "node:test";

import { dayOf, pageOf, written } from "../static/day.js";

test("a day is read as people type it, and no day is none", () => {
	for (const [typed, want] of [["5/2/1976", "05/02/1976"], ["05.02.1976", "05/02/1976"], ["29-2-2024", "29/02/2024"],
		["29/2/2025", null], ["1976", null], ["", null], ["2/13/2020", null]]) {
		const day = dayOf(typed ?? "");
		assert.equal(day && written(day), want, typed ?? "");
	}
});

test("a page begins on Monday and has the whole month", () => {
	for (let month = 0; month < 48; month++) {
		const days = pageOf(new Date(2024, month, 15));
		assert.equal(days[0]?.getDay(), 1);
		assert.equal(days.length % 7, 0);
		const own = days.filter((day) => day.getMonth() === month % 12);
		assert.equal(own.length, new Date(2024, month + 1, 0).getDate());
	}
});
