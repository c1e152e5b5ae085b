// @ts-check
// The sheaves that a pass still has to enter, and what is said about them.
import { say } from "./words.js";

// needed: the sheaf is still to be entered in a pass. Pass C is for sheaves that
// differ or were drawn; what a machine has read needs no pass B.
/** @param {SheafEntry} s @param {string} pass */
export function needed(s, pass) {
  if (s.entered.includes(pass)) return false;
  if (pass === "B") return !s.entered.includes("M");
  return pass !== "C" || s.status === "differs" || s.status === "drawn";
}

// trust says how the machine of the round stands so far, and that it was stopped.
/** @param {Pack} pack */
export function trust({ trust: t }) {
  if (!t) return "";
  return [t.fault && say("station.trust.stopped", { why: say("station.trust.fault." + t.fault) }),
    t.papers > 0 && say("station.trust.stands", { ...t }), t.drawn > 0 && say("station.trust.drawn", { ...t })]
    .filter(Boolean).join(" ");
}

// handover says what happens to the sheaf that was just finished, and what
// comes next: other tables are spoken of in whole sheaves alone.
/** @param {Pack} pack @param {SheafEntry[]} open @param {number | undefined} finished */
export function handover(pack, open, finished) {
  const done = pack.sheaves.find((s) => s.number === finished);
  if (!done && open.length) return [say("station.choose_sheaf"), ""];
  if (!done) return [say(pack.pass === "C" ? "station.no_difference" : "station.no_sheaf"), ""];
  const other = { A: pack.machine ? "" : "B", B: "A" }[pack.pass];
  const where = !other ? "station.hand_chief" : done.entered.includes(other) ? "station.hand_counted" : "station.hand_on";
  const next = open.length ? say("station.next_sheaf", { sheaf: open[0].number }) : say("station.pass_done", { pass: pack.pass });
  return [say(where, { sheaf: done.number, pass: other }), next];
}
