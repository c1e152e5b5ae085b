// @ts-check
// Papers and results: what was printed, handed out, returned, counted, who is elected.
import { bytes, hex, sha256 } from "./hash.js";
import { canonical } from "./bundle.js";
import { definitionOf, definitionText, equalLists, factsAt, last, list, map, num, sameBase, sameFacts, sameMap, str } from "./day.js";
import { inOrder } from "./form.js";
import { machineHolds } from "./machine.js";
import { PROFILES, REASONS, alternatesOf, baseFrom, elect, excess, needed, percent, replaced, sheetFits, unbalanced } from "./rules.js";

/** sheetOf fills in what a sheet leaves out. */
const sheetOf = (/** @type {any} */ s) => ({ issued: num(s?.issued), returned: num(s?.returned), valid: num(s?.valid),
  invalid: num(s?.invalid), invalid_reasons: s?.invalid_reasons ?? null, rows: s?.rows ? s.rows.map(rowOf) : null });

const rowOf = (/** @type {any} */ r) =>
  ({ id: str(r.id), votes: num(r.votes), disagree: num(r.disagree), uncounted: num(r.uncounted) });

/** outcomeOf fills in what an outcome leaves out, so that two can be compared as texts. */
const outcomeOf = (/** @type {any} */ o) => ({ ...sheetOf(o), base: num(o?.base), needed: num(o?.needed),
  style: str(o?.style), rows: o?.rows ? o.rows.map((/** @type {any} */ r) =>
    ({ ...rowOf(r), percent: str(r.percent), elected: !!r.elected })) : null,
  elected: o?.elected ?? null, tied: o?.tied ?? null, open_seats: num(o?.open_seats),
  alternates: o?.alternates?.length ? o.alternates : null, open_alternates: num(o?.open_alternates), next: str(o?.next),
  breakdown: Object.fromEntries(["elected", "reelected", "new", "female", "unknown"].map((f) => [f, num(o?.breakdown?.[f])])) });

const same = (/** @type {any} */ a, /** @type {any} */ b) => canonical(a ?? null) === canonical(b ?? null);
const sameSheet = (/** @type {any} */ a, /** @type {any} */ b) => same(sheetOf(a), sheetOf(b));
const sameOutcome = (/** @type {any} */ a, /** @type {any} */ b) => same(outcomeOf(a), outcomeOf(b));

const PAPERS = ["printed", "destroyed", "present", "handed_out", "exchanged", "returned", "unused", "not_returned"];

/** accountHolds replays the papers of each round from the log. */
export function accountHolds(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  for (const r of v.sealed) {
    const { papers, explained } = replay(v.of(r));
    const own = Object.fromEntries(PAPERS.map((f) => [f, num(r[f])]));
    say(same(papers, own), `${v.name(r)}: số liệu phiếu không đúng như nhật ký`);
    const sheet = sheetOf(v.result(r)?.sheet);
    say(sheet.issued === own.handed_out, `${v.name(r)}: phát ra ${own.handed_out}, kết quả ghi ${sheet.issued}`);
    const account = /** @type {Account} */ ({ ...own, base: num(v.baseOf(r).base), sheet });
    for (const [left, right] of excess(account)) say(false, `${v.name(r)}: phiếu nhiều hơn người (${left} và ${right})`);
    say(explained === str(r.explanation), `${v.name(r)}: giải trình không phải lời hai người đã ký`);
    const differences = unbalanced(account);
    if (!v.opened(r)) differences.push(...replaced(account));
    if (!v.opened(r) && own.not_returned > 0) differences.push([own.handed_out, own.handed_out - own.not_returned]);
    for (const [left, right] of differences) {
      say(str(r.explanation) !== "", `${v.name(r)}: số liệu phiếu không cân (${left} và ${right}) mà không có giải trình`);
    }
  }
}

/** replay follows the papers of a round, and the words with which two people explained them. */
function replay(/** @type {LogEvent[]} */ events) {
  const papers = Object.fromEntries(PAPERS.map((f) => [f, 0]));
  const take = (/** @type {any} */ from, /** @type {string[]} */ ...names) => names.forEach((f) => (papers[f] = num(from[f])));
  /** @type {Record<string, string>} */
  let signed = {};
  let explained = "";
  for (const { kind, role, data } of events) {
    if (kind === "papers.made") [papers.destroyed, papers.printed] = [papers.printed, papers.printed + num(data.n)];
    if (kind === "papers.handed_out") take(data, "present", "handed_out", "exchanged");
    if (kind === "box.opened") take(data, "returned", "unused", "not_returned");
    if (kind === "account.corrected") {
      take(map(data.now), "present", "handed_out", "exchanged", "returned", "unused", "not_returned");
      [signed, explained] = [{}, ""];
    }
    if (kind === "act.confirmed" && data.act === "explain") {
      signed[str(role)] = str(data.subject);
      if (signed.chief && signed.chief === signed.presidium) explained = str(data.text);
    }
  }
  return { papers, explained };
}

/** countHolds adds the sheaves of each round up again. */
export function countHolds(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  for (const r of v.sealed) {
    const [res, events] = [v.result(r) ?? {}, v.of(r)];
    const counting = str(r.counting);
    recountsHold(v, say, r);
    say(str(last(events, "counting.chosen")?.data.counting) === counting, `${v.name(r)}: cách kiểm không đúng như nhật ký`);
    say(equalLists(list(last(events, "round.sealed")?.data.sheaves), list(res.sheaves)),
      `${v.name(r)}: các tập phiếu không đúng như lúc chốt`);
    const byHand = (/** @type {number} */ entry) => [null, num(res.sheet?.valid)].includes(handCount(events, entry));
    if (counting === "totals") {
      say(byHand(1) && byHand(2), `${v.name(r)}: hai bảng kiểm phiếu không cùng số phiếu hợp lệ`);
      continue;
    }
    if (counting === "single_pass") say(byHand(2), `${v.name(r)}: cộng tay không ra số phiếu hợp lệ`);
    const note = (/** @type {any} */ ok, /** @type {string} */ text) => void (ok || say(false, `${v.name(r)}: ${text}`));
    sheavesHold(standing(events), counting, res, note);
    machineHolds(events, list(res.sheaves), note);
  }
}

/** recountsHold follows the recounts of a sealed round, which change nothing. */
function recountsHold(/** @type {Bundle} */ v, /** @type {Say} */ say, /** @type {any} */ r) {
  const list = r.definition ? definitionOf(r.definition).list : { seats: 0, candidates: [] };
  /** @type {{ order: LogEvent, stands: boolean, entries: (LogEvent | undefined)[] } | null} */
  let open = null;
  let [n, after] = [0, false];
  for (const e of v.of(r)) {
    after ||= e.kind === "round.sealed";
    if (e.kind !== "recount.told") continue;
    const { data } = e;
    const step = str(data.step);
    let ok = false;
    if (step === "ordered") {
      const decided = str(data.number) !== "" && str(data.day) !== "";
      ok = after && !open && str(data.text) !== "" && (decided ? e.role === "superior" : e.role === "chief");
      open = { order: e, stands: e.role === "superior", entries: [] };
      n++;
    } else if (open && step === "agreed") {
      ok = !open.stands && e.role === "presidium" && str(e.by) !== str(open.order.by);
      open.stands = true;
    } else if (open && step === "entered" && [1, 2].includes(data.entry)) {
      const [own, other] = [open.entries[data.entry], open.entries[3 - data.entry]];
      const sheet = sheetOf(data.sheet);
      ok = open.stands && (!str(own?.by) || str(own?.by) === str(e.by)) && str(other?.by) !== str(e.by) &&
        sheet.issued === num(r.handed_out) && sheetFits(list, sheet);
      open.entries[data.entry] = e;
    } else if (open && ["ended", "dropped"].includes(step)) {
      const [, a, b] = open.entries;
      const counted = !!str(a?.by) && !!str(b?.by) && equalSheets(sheetOf(a?.data.sheet), sheetOf(b?.data.sheet));
      ok = e.role === (open.stands && open.order.role === "superior" ? "superior" : "presidium") &&
        str(data.text) !== "" && counted === (step === "ended");
      open = null;
    }
    say(ok && num(data.recount) === n, `${v.name(r)}: kiểm lại lần ${num(data.recount)} sai trình tự ở bước ${step}`);
  }
}

/** equalSheets: two counts say the same; a reason that did not occur may be told as 0. */
const equalSheets = (/** @type {Sheet} */ a, /** @type {Sheet} */ b) => a.issued === b.issued &&
  a.returned === b.returned && a.valid === b.valid && same(a.rows ?? [], b.rows ?? []) &&
  REASONS.every((reason) => num(a.invalid_reasons?.[reason]) === num(b.invalid_reasons?.[reason]));

/** handCount is what a sum by hand has of valid papers; −1 without one, null where the log does not tell. */
function handCount(/** @type {LogEvent[]} */ events, /** @type {number} */ entry) {
  /** @type {number | null} */
  let valid = -1;
  for (const { kind, data } of events) {
    if (kind !== "handcount.entered") continue;
    if (num(data.entry) === 0) valid = -1;
    else if (num(data.entry) === entry) valid = num(data.valid) || null;
  }
  return valid;
}

/** standing follows the sheaves of a round: who entered how many papers in each pass. */
function standing(/** @type {LogEvent[]} */ events) {
  /** @type {Map<number, { passes: Map<string, LogEvent>, agreed: boolean, byHand: boolean }>} */
  let all = new Map();
  let stopped = false;
  for (const e of events) {
    const n = num(e.data.sheaf);
    const sheaf = all.get(n) ?? { passes: new Map(), agreed: false, byHand: false };
    all.set(n, sheaf);
    if (e.kind === "counting.chosen") [all, stopped] = [new Map(), false];
    if (e.kind === "machine.stopped") stopped = true;
    if (e.kind === "batch.accepted") {
      sheaf.passes.set(str(e.data.pass), e);
      sheaf.byHand = (sheaf.byHand && e.data.pass !== "M") || (stopped && e.data.pass === "A");
    }
    if (e.kind === "batch.superseded") sheaf.passes.delete(str(e.data.pass));
    if (e.kind === "passes.compared") sheaf.agreed = !!e.data.agreed;
  }
  return all;
}

/** compared: two passes of each sheaf must agree. */
const compared = (/** @type {string} */ counting) => counting === "two_passes" || counting === "with_machine";

function sheavesHold(/** @type {ReturnType<typeof standing>} */ all, /** @type {string} */ counting, /** @type {any} */ res,
  /** @type {Say} */ say) {
  const sizes = list(res.sheaves);
  let papers = 0;
  /** @type {Record<string, number>} */
  const invalid = Object.create(null);
  /** @type {Map<string, string>} */
  const people = new Map();
  sizes.forEach((/** @type {number} */ size, /** @type {number} */ at) => {
    const sheaf = all.get(at + 1);
    if (!sheaf?.passes.size) return say(false, `tập ${at + 1} chưa kiểm`);
    for (const pass of inOrder([...sheaf.passes.keys()])) {
      const { by, data } = /** @type {LogEvent} */ (sheaf.passes.get(pass));
      say(num(data.n) === size, `tập ${at + 1}, lượt ${pass}: ${num(data.n)} phiếu, đúng ra ${size}`);
      if (pass === "M") continue; // read what somebody held under it
      const before = people.get(str(by)) ?? "";
      say(before === "" || before === pass, `một người kiểm ở cả hai lượt ${before} và ${pass}`);
      people.set(str(by), pass);
    }
    papers += size;
    const { passes } = sheaf;
    const read = passes.get("M");
    const beside = passes.has("A") && read && num(read.data.unsure) >= 0 && num(read.data.unsure) <= size;
    say(counting !== "with_machine" || sheaf.byHand || beside, `tập ${at + 1} không có lượt của máy bên lượt của người`);
    say(!compared(counting) || (sheaf.passes.size >= 2 && sheaf.agreed), `tập ${at + 1} chưa có hai lượt khớp nhau`);
    for (const [reason, n] of Object.entries(decided(sheaf, counting))) invalid[reason] = num(invalid[reason]) + n;
  });
  say(papers === num(res.sheet?.returned), `các tập có ${papers} phiếu, kết quả ghi ${num(res.sheet?.returned)}`);
  const told = [...all.values()].every((sheaf) => [...sheaf.passes.values()].every((e) => e.data.invalid));
  say(!told || sameMap(invalid, map(res.sheet?.invalid_reasons)),
    "phiếu không hợp lệ của các tập cộng lại không ra kết quả");
}

/** decided gives the invalid papers that two passes tell alike, or the only one. */
function decided(/** @type {{ passes: Map<string, LogEvent> }} */ sheaf, /** @type {string} */ counting) {
  const told = inOrder([...sheaf.passes.keys()]).map((pass) => map(sheaf.passes.get(pass)?.data.invalid));
  if (!compared(counting)) return told[0];
  /** @type {Map<string, number>} */
  const alike = new Map();
  for (const invalid of told) alike.set(canonical(invalid), num(alike.get(canonical(invalid))) + 1);
  return told.find((invalid) => num(alike.get(canonical(invalid))) > 1) ?? { "?": 1 };
}

/** outcomeHolds lets the rules decide once more. */
export function outcomeHolds(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  const profile = str(v.def.congress.profile);
  say(PROFILES.includes(profile), `không biết quy chế ${JSON.stringify(profile)}`);
  for (const r of v.sealed) {
    const res = v.result(r);
    if (!res || !r.definition) {
      say(false, `${v.name(r)}: thiếu kết quả`);
      continue;
    }
    const stored = last(v.of(r), "round.sealed")?.data ?? {};
    const [d, sheet, b] = [definitionOf(r.definition), sheetOf(res.sheet), v.baseOf(r)];
    say(sameSheet(stored.sheet, sheet), `${v.name(r)}: tổng số phiếu không phải tổng đã chốt trong nhật ký`);
    say(sameOutcome(stored.outcome, res.outcome), `${v.name(r)}: kết quả không phải kết quả đã chốt trong nhật ký`);
    say(sheetFits(d.list, sheet), `${v.name(r)}: tổng số phiếu mâu thuẫn với danh sách`);
    const again = elect(baseFrom(num(b.official), b.deductions), d, sheet);
    say(again && sameOutcome(again, res.outcome), `${v.name(r)}: tính lại ra kết quả khác`);
  }
}

/** electedHold: persons elected, their votes and shares follow from the results. */
export function electedHold(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  /** @type {any[]} */
  const want = [];
  for (const r of v.sealed) {
    const o = outcomeOf(v.result(r)?.outcome);
    sharesHold(v, say, r, o);
    const votes = new Map((o.rows ?? []).map((/** @type {any} */ row) => [row.id, row.votes]));
    const about = { contest: str(r.contest_id), round: str(r.round_id) };
    const office = r.definition ? str(r.definition.office) : str(v.contestOf(r).office);
    list(o.elected).forEach((/** @type {string} */ id, /** @type {number} */ at) =>
      want.push({ ...about, member: id, office, rank: at + 1, votes: num(votes.get(id)), base: o.base }));
    want.push(...alternateRows(v, r, o, want).map((row) => ({ ...about, ...row })));
  }
  const have = list(v.res.elected);
  say(want.length === have.length, `kết quả có ${want.length} người trúng cử, danh sách trúng cử có ${have.length}`);
  have.slice(0, want.length).forEach((/** @type {any} */ e, /** @type {number} */ at) => {
    const one = { contest: str(e.contest_id), round: str(e.round_id), member: str(e.member_id), office: str(e.office),
      rank: num(e.rank), votes: num(e.votes), base: num(e.base) };
    say(same(one, want[at]), `người trúng cử thứ ${at + 1} không đúng với kết quả`);
  });
}

/** alternateRows: of a joint list, by its outcome, or by that of the ballot before one among the tied. */
function alternateRows(/** @type {Bundle} */ v, /** @type {any} */ r, /** @type {any} */ o, /** @type {any[]} */ before) {
  const contest = str(r.contest_id);
  let places = num(v.contestOf(r).alternates);
  let [ids, from] = [list(o.alternates), o];
  if (str(r.kind) === "tie_break" && o.open_seats === 0 && places > 0) {
    const ordinary = v.sealed.filter((old) => v.result(old) && str(old.contest_id) === contest &&
      str(old.kind) === "ordinary" && num(old.number) < num(r.number));
    if (ordinary.length) from = outcomeOf(v.result(ordinary[ordinary.length - 1]).outcome);
    const own = before.filter((e) => e.contest === contest);
    const official = own.filter((e) => e.office !== "alternates").map((e) => e.member);
    places -= own.length - official.length;
    ids = alternatesOf(from, official, places);
  }
  const votes = new Map(list(from.rows).map((/** @type {any} */ row) => [row.id, row.votes]));
  return ids.flatMap((/** @type {string} */ id, /** @type {number} */ at) => (votes.has(id)
    ? [{ member: id, office: "alternates", rank: list(o.elected).length + at + 1, votes: votes.get(id), base: from.base }] : []));
}

/** isPerson reports whether somebody is the one on the list. */
const isPerson = (/** @type {any} */ p, /** @type {any} */ c, name = str(p.name)) => str(p.member_id) === c.id &&
  name === c.name && !!p.female === c.female && !!p.incumbent === c.incumbent &&
  !!p.ethnic_minority === c.ethnic_minority && str(p.born) === c.born;

function sharesHold(/** @type {Bundle} */ v, /** @type {Say} */ say, /** @type {any} */ r, /** @type {any} */ o) {
  const base = num(v.baseOf(r).base);
  say(o.base === base && o.needed === needed(o.base), `${v.name(r)}: tính trên ${o.base}, tổng số là ${base}`);
  for (const row of list(o.rows)) {
    say(o.base > 0 && row.percent === percent(row.votes, o.base), `${v.name(r)}: tỷ lệ ${row.percent} sai`);
  }
  const frozen = v.events.findIndex((e) => e.kind === "round.frozen" && str(e.data.round) === str(r.round_id));
  const edited = frozen >= 0 && v.events.slice(frozen).some((e) => e.kind === "roster.saved");
  if (!r.definition || edited) return;
  for (const c of definitionOf(r.definition).list.candidates) {
    const p = v.person(c.id);
    const name = c.name.startsWith(`${str(p.name)} (`) ? c.name : str(p.name);
    say(isPerson(p, c, name), `${v.name(r)}: ${c.name} không đúng như trên phiếu`);
  }
}

const ROUND = ["round_id", "contest_id", "kind", "state", "code", "counting", "definition_hash", "explanation"];
const ROUND_NUMBERS = [...PAPERS, "number", "seats"];

/** reportsHold holds what the minutes print against the log and all that tells of the round. */
export function reportsHold(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  for (const r of v.sealed) {
    const res = v.result(r) ?? {};
    const told = str(last(v.of(r), "round.sealed")?.data.report);
    const kept = res.report === undefined ? "" : canonical(res.report);
    if (told === "" && kept === "") continue;
    if (hex(sha256(bytes(kept))) !== told) {
      say(false, `${v.name(r)}: số liệu in biên bản không phải số liệu đã giữ lại lúc chốt`);
      continue;
    }
    reportHolds(v, say, map(res.report), r, res);
  }
}

const alternateOf = (/** @type {any} */ a) =>
  ({ member: str(a.member_id), name: str(a.name), number: num(a.number), votes: num(a.votes), base: num(a.base) });

/** alternatesAt lists the alternates of a joint list once a round is sealed, in order of votes. */
function alternatesAt(/** @type {Bundle} */ v, /** @type {any} */ r) {
  const before = v.sealed.filter((one) => str(one.contest_id) === str(r.contest_id) && num(one.number) <= num(r.number) &&
    one.definition);
  /** @type {Map<string, number>} by round: that of the ballot in which its alternates got their votes */
  const numbers = new Map();
  let ordinary = 0;
  for (const one of before) {
    if (str(one.kind) === "ordinary") ordinary = num(one.number);
    numbers.set(str(one.round_id), str(one.definition.office) === "alternates" ? num(one.number) : ordinary);
  }
  const all = list(v.res.elected).filter((/** @type {any} */ e) => numbers.has(str(e.round_id)) && str(e.office) === "alternates");
  const names = new Map(all.map((/** @type {any} */ e) => [str(e.member_id), ""]));
  for (const one of before) {
    for (const c of list(one.definition.list?.candidates)) if (names.has(str(c.id))) names.set(str(c.id), str(c.name));
  }
  return all.map((/** @type {any} */ e) =>
    alternateOf({ ...e, name: names.get(str(e.member_id)), number: numbers.get(str(e.round_id)) })).sort(
    (/** @type {any} */ a, /** @type {any} */ b) => b.votes - a.votes);
}

function reportHolds(/** @type {Bundle} */ v, /** @type {Say} */ say, /** @type {any} */ kept, /** @type {any} */ r,
  /** @type {any} */ res) {
  const c = v.def.congress;
  const other = map(kept.congress);
  say(str(other.congress_id) === str(c.congress_id) && sameFacts(other, factsAt(v, r)) && !!other.rehearsal === !!c.rehearsal,
    `${v.name(r)}: biên bản ghi đại hội khác`);
  const d = definitionOf(map(kept.definition));
  say(r.definition && definitionText(d) === definitionText(definitionOf(r.definition)), `${v.name(r)}: biên bản ghi danh sách khác`);
  say(sameSheet(kept.sheet, res.sheet) && sameOutcome(kept.outcome, res.outcome) &&
    same(kept.sheaves, res.sheaves), `${v.name(r)}: biên bản ghi kết quả khác`);
  const roster = map(kept.roster);
  const base = num(res.outcome?.base);
  say(num(roster.base) === base, `${v.name(r)}: biên bản tính trên ${num(roster.base)}, kết quả tính trên ${base}`);
  const voters = { ...roster, official: num(roster.official) - num(roster.not_summoned) };
  say(sameBase(voters, v.baseOf(r)), `${v.name(r)}: biên bản ghi số đảng viên khác lúc phát phiếu`);
  const round = map(kept.round);
  say(ROUND.every((f) => str(round[f]) === str(r[f])) && ROUND_NUMBERS.every((f) => num(round[f]) === num(r[f])),
    `${v.name(r)}: biên bản ghi số phiếu khác`);
  say(kept.alternates === undefined || same(list(kept.alternates).map(alternateOf), alternatesAt(v, r)),
    `${v.name(r)}: biên bản ghi đại biểu dự khuyết khác với kết quả`);
  const people = list(kept.people);
  say(people.length === d.list.candidates.length, `${v.name(r)}: biên bản ghi danh sách khác`);
  d.list.candidates.slice(0, people.length).forEach((one, at) =>
    say(isPerson(people[at], one), `${v.name(r)}: biên bản ghi ${str(people[at].name)} khác với trên phiếu`));
}
