// @ts-check
// The rules: who may vote, how papers add up, who is elected (190-QĐ/TW, Điều 14, 15
// and 30). Written from the clauses and from docs/verify.md.

export const REASONS = ["not_issued", "written_in", "signed", "extra_mark", "unreadable", "both_boxes", "no_box", "too_many",
  "votes_nobody"];
const DEDUCTIONS = ["temporarily_elsewhere", "exempt_absent", "suspended", "prosecuted", "absent_with_consent"];
const MOST = 100_000_000;

export const PROFILES = ["190-QD/TW", "244-QD/TW"];

/** sum adds the numbers of a map. */
const sum = (/** @type {Record<string, number>} */ map) => Object.values(map).reduce((all, n) => all + n, 0);

/** baseFrom is what is left of those summoned; null where that cannot be. */
export function baseFrom(/** @type {number} */ official, /** @type {Record<string, number> | null} */ deductions) {
  const fits = official >= 1 && official <= MOST && Object.entries(deductions ?? {})
    .every(([kind, n]) => DEDUCTIONS.includes(kind) && n >= 0 && n <= MOST);
  const base = official - sum(deductions ?? {});
  return fits && base >= 1 ? base : null;
}

export const needed = (/** @type {number} */ base) => Math.trunc(base / 2) + 1;

/** overHalf: percentages never decide. */
const overHalf = (/** @type {number} */ votes, /** @type {number} */ base) => 2 * votes > base;

/** percent has two decimals, half up. */
export function percent(/** @type {number} */ votes, /** @type {number} */ base) {
  const hundredths = Math.trunc((2 * votes * 10000 + base) / (2 * base));
  return `${Math.trunc(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
}

export const styleOf = (/** @type {List} */ list) =>
  list.candidates.length > list.seats ? "cross_out" : "agree_disagree";

/** isList: at least as many names as seats, each once. */
export function isList(/** @type {List} */ list) {
  const ids = list.candidates.map((c) => c.id);
  return list.seats >= 1 && list.candidates.length >= list.seats && new Set(ids).size === ids.length &&
    list.candidates.every((c) => c.id !== "" && c.name.trim() !== "");
}

/** sheetFits reports whether the totals of a sheet can be those of papers with this list. */
export function sheetFits(/** @type {List} */ list, /** @type {Sheet} */ sheet) {
  const { valid } = sheet;
  const rows = sheet.rows ?? [];
  const names = list.candidates.length;
  const crossing = styleOf(list) === "cross_out";
  const reasons = sheet.invalid_reasons ?? {};
  const reasonFits = ([reason, n]) => REASONS.includes(reason) && n >= 0 && n <= MOST && (n === 0 ||
    (["both_boxes", "no_box"].includes(reason) ? names === 1 : reason !== "votes_nobody" || names !== 1));
  const rowFits = (/** @type {Row} */ row) => {
    const parts = [row.votes, row.disagree, row.uncounted];
    if (parts.some((n) => n < 0 || n > valid)) return false;
    if (crossing) return row.disagree + row.uncounted === 0;
    return row.votes + row.disagree + row.uncounted === valid && (names > 1 || row.uncounted === 0);
  };
  const votes = rows.reduce((all, row) => all + row.votes, 0);
  return valid >= 0 && valid <= MOST && Object.entries(reasons).every(reasonFits) &&
    valid + sum(reasons) === sheet.returned && sheet.invalid === sheet.returned - valid &&
    rowsOf(list, sheet) && new Set(rows.map((row) => row.id)).size === names && rows.every(rowFits) && (names <= 1 || votes >= valid) &&
    (!crossing || votes <= list.seats * valid);
}

/** rowsOf: a row for every name, in the order of the paper. */
const rowsOf = (/** @type {List} */ list, /** @type {Sheet} */ sheet) =>
  (sheet.rows ?? []).length === list.candidates.length && list.candidates.every((c, at) => c.id === sheet.rows[at].id);

/** excess holds papers against people: each pair left ≤ right that does not hold. */
export function excess(/** @type {Account} */ a) {
  const genuine = a.sheet.returned - (a.sheet.invalid_reasons?.not_issued ?? 0);
  const inHands = a.handed_out - a.exchanged;
  return [[a.present, a.base], [inHands, a.present], [genuine, inHands], [a.sheet.valid, genuine]]
    .filter(([left, right]) => left > right);
}

/** unbalanced lists what does not add up in the papers of a round. */
export function unbalanced(/** @type {Account} */ a) {
  return [[a.printed, a.handed_out + a.unused + a.destroyed], [a.handed_out, a.returned + a.exchanged + a.not_returned],
    [a.returned, a.sheet.returned]].filter(([left, right]) => left !== right);
}

/** replaced lists papers handed out in whose place others came back. */
export function replaced(/** @type {Account} */ a) {
  const foreign = a.sheet.invalid_reasons?.not_issued ?? 0;
  const back = a.returned - foreign + a.exchanged + a.not_returned;
  return foreign > 0 && back < a.handed_out ? [[a.handed_out, back]] : [];
}

/**
 * elect says who is elected; null where the sheet is not of this list, or has more
 * papers than there are people.
 * @returns {any}
 */
export function elect(/** @type {number | null} */ base, /** @type {Definition} */ d, /** @type {Sheet} */ sheet) {
  const known = { base, present: base, handed_out: Math.min(sheet.issued, base ?? 0), exchanged: 0, sheet };
  if (base === null || !isList(d.list) || !rowsOf(d.list, sheet) || excess(/** @type {any} */ (known)).length) return null;
  const { seats, candidates } = d.list;
  const tie = d.kind === "tie_break";
  const enough = (/** @type {Row} */ row) => (tie ? row.votes > 0 : overHalf(row.votes, base));
  const eligible = sheet.rows.filter(enough);
  const ranked = byVotes(eligible);
  const level = ranked.length > seats && ranked[seats - 1].votes === ranked[seats].votes ? ranked[seats].votes : -1;
  const elected = ranked.slice(0, seats).filter((row) => row.votes !== level).map((row) => row.id);
  const won = new Set(elected);
  const tied = eligible.filter((row) => row.votes === level).map((row) => row.id);
  const rows = sheet.rows.map((row) => ({ ...row, percent: percent(row.votes, base), elected: won.has(row.id) }));
  const outcome = { ...sheet, base, needed: needed(base), style: styleOf(d.list), rows, elected, tied,
    open_seats: seats - elected.length, alternates: /** @type {string[]} */ ([]), open_alternates: 0, next: "",
    breakdown: breakdown(candidates.filter((c) => won.has(c.id))) };
  if (d.alternates > 0) {
    if (outcome.open_seats === 0) outcome.alternates = alternatesOf(outcome, elected, d.alternates);
    outcome.open_alternates = d.alternates - outcome.alternates.length;
  }
  outcome.next = outcome.open_seats === 0 && outcome.open_alternates === 0 ? "complete"
    : d.kind === "ordinary" && tied.length > 0 ? "tie_ballot" : "congress_decides";
  return outcome;
}

/** byVotes ranks rows from high to low; equal votes stay in the order of the paper. */
const byVotes = (/** @type {Row[]} */ rows) => [...rows].sort((a, b) => b.votes - a.votes);

/** alternatesOf picks those with more than half who are not elected, as many as there are places. */
export function alternatesOf(/** @type {any} */ outcome, /** @type {string[]} */ elected, /** @type {number} */ places) {
  const won = new Set(elected);
  const left = byVotes((outcome.rows ?? []).filter((/** @type {Row} */ row) =>
    overHalf(row.votes, outcome.base) && !won.has(row.id)));
  const level = left.length > places && places >= 0 ? left[places].votes : -1;
  return left.slice(0, Math.max(0, places)).filter((row) => row.votes > level).map((row) => row.id);
}

function breakdown(/** @type {Candidate[]} */ elected) {
  const before = (/** @type {Candidate} */ c) => c.tenure || (c.incumbent ? "held" : "new");
  const count = (/** @type {(c: Candidate) => boolean} */ fits) => elected.filter(fits).length;
  return { elected: elected.length, reelected: count((c) => before(c) === "held"), new: count((c) => before(c) === "new"),
    female: count((c) => c.female), unknown: count((c) => before(c) === "unknown") };
}
