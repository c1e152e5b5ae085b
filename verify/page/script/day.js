// @ts-check
// What the log and the files say to one another: the congress, its people, the order of
// the day. A bundle is the object of checks.js.
import { bytes, hex, sha256 } from "./hash.js";
import { baseFrom, isList, styleOf } from "./rules.js";

/** num, str and map read a field that may be missing. */
export const num = (/** @type {any} */ n) => n ?? 0;
export const str = (/** @type {any} */ s) => s ?? "";
export const map = (/** @type {any} */ m) => m ?? {};
export const list = (/** @type {any} */ l) => l ?? [];

/** raw is a value as it is written, "" where it is missing. */
export const raw = (/** @type {any} */ value) => (value === undefined ? "" : JSON.stringify(value));

/** last finds the newest event of some kinds. */
export const last = (/** @type {LogEvent[]} */ events, /** @type {string[]} */ ...kinds) =>
  events.findLast((e) => kinds.includes(e.kind));

/** sameMap compares two maps of numbers. */
export const sameMap = (/** @type {any} */ a, /** @type {any} */ b) =>
  Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => a[key] === b[key]);

const facts = (/** @type {any} */ c) => [c.title, c.term, c.held_on, c.place, c.profile].map(str);
export const equalLists = (/** @type {any[]} */ a, /** @type {any[]} */ b) => a.length === b.length && a.every((x, n) => x === b[n]);

/** factsAt is what papers printed of the congress when a round was sealed. */
export function factsAt(/** @type {Bundle} */ v, /** @type {any} */ r) {
  let at = facts(v.def.congress);
  for (const e of [...v.events].reverse()) {
    if (e.kind === "round.sealed" && str(e.data.round) === str(r.round_id)) return at;
    if (e.kind === "congress.corrected") {
      at = [...["title", "term", "held_on", "place"].map((f) => str(map(e.data.before)[f])), at[4]];
    }
  }
  return at;
}

export const sameFacts = (/** @type {any} */ c, /** @type {string[]} */ told) => equalLists(facts(c), told);

/** told follows title, term, day, place and profile through the log. */
function told(/** @type {Bundle} */ v, /** @type {LogEvent} */ created) {
  let at = facts(v.def.congress);
  at = [str(created.data.title), str(created.data.term), at[2], at[3], str(created.data.profile)];
  for (const { kind, data } of v.events) {
    if (kind === "congress.changed") {
      at = [str(data.title), str(data.term), str(data.held_on), str(v.def.congress.place), str(data.profile)];
    } else if (kind === "congress.corrected") {
      at = [str(data.title), str(data.term), str(data.held_on), str(data.place), at[4]];
    }
  }
  return at;
}

/** congressHolds: the congress, its contests and rounds are those of the log. */
export function congressHolds(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  say(v.events[0]?.kind === "congress.created", "việc đầu của nhật ký không phải là lập đại hội");
  const c = v.def.congress;
  say(num(c.log_size) === v.leaves.length, `đại hội ghi ${num(c.log_size)} việc, nhật ký có ${v.leaves.length}`);
  const created = last(v.events, "congress.created");
  if (created) {
    say(!!created.data.rehearsal === !!c.rehearsal, "diễn tập hay đại hội thật: không đúng như nhật ký");
    say(sameFacts(c, told(v, created)), "tên, nhiệm kỳ, ngày, địa điểm hoặc quy chế không đúng như nhật ký");
  }
  for (const one of v.contests) contestHolds(v, say, one);
  roundsHold(v, say);
}

function contestHolds(/** @type {Bundle} */ v, /** @type {Say} */ say, /** @type {any} */ c) {
  const own = v.events.filter((e) => str(e.data.contest) === str(c.contest_id));
  const changed = last(own, "contest.changed")?.data;
  say(changed && !changed.removed && str(changed.office) === str(c.office) && num(changed.seats) === num(c.seats) &&
    num(changed.alternates) === num(c.alternates), `nội dung ${num(c.position)} không đúng như nhật ký`);
  const settled = last(own, "contest.settled", "contest.reopened")?.data;
  if (settled) {
    say(str(settled.settlement) === str(c.settled) && str(settled.decision) === str(c.decision),
      `nội dung ${num(c.position)} kết thúc không đúng như nhật ký`);
    return;
  }
  const complete = str(lastOutcome(v, str(c.contest_id), v.events.length).next) === "complete";
  say(str(c.settled) === "" || (c.settled === "complete" && complete && str(c.decision) === ""),
    `nội dung ${num(c.position)} ghi là đã bầu đủ, kết quả thì chưa`);
}

/** lastOutcome is that of the newest sealed round of a contest before a number. */
function lastOutcome(/** @type {Bundle} */ v, /** @type {string} */ contest, /** @type {number} */ below) {
  const all = v.sealed.filter((r) => v.result(r) && str(r.contest_id) === contest && num(r.number) < below);
  return all.length ? map(v.result(all[all.length - 1]).outcome) : {};
}

function roundsHold(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  /** @type {any} */
  let before = {};
  for (const r of v.rounds) {
    const started = last(v.of(r), "round.started")?.data;
    say(started && str(started.contest) === str(r.contest_id) && raw(started.number) === String(num(r.number)),
      `${v.name(r)}: không đúng như nhật ký mở`);
    const next = num(v.contestOf(before).position) < num(v.contestOf(r).position) ||
      (str(before.contest_id) === str(r.contest_id) && num(before.number) < num(r.number));
    say(next, `${v.name(r)}: đứng sai thứ tự`);
    say(!r.definition || mayFill(v, r), `${v.name(r)}: bầu ${num(r.seats)}, không phải số lúc đó còn thiếu`);
    before = r;
  }
  const started = v.events.filter((e) => e.kind === "round.started").length;
  say(started === v.rounds.length, `nhật ký mở ${started} lần bầu, gói có ${v.rounds.length}`);
  say(v.results.length === v.sealed.length, `${v.sealed.length} lần bầu đã chốt, có ${v.results.length} kết quả`);
}

/** mayFill: a round fills the seats that are open; the first those of its contest. */
function mayFill(/** @type {Bundle} */ v, /** @type {any} */ r) {
  const c = v.contestOf(r);
  if (str(r.definition.office) === "alternates" && str(c.office) === "delegates") return num(r.seats) <= num(c.alternates);
  const before = lastOutcome(v, str(r.contest_id), num(r.number));
  if (num(before.base) > 0) return num(r.seats) === num(before.open_seats);
  let [seats, started] = [0, 0];
  for (const { kind, data } of v.events) {
    if (kind === "contest.changed" && str(data.contest) === str(r.contest_id)) seats = num(data.seats);
    else if (kind === "round.started" && str(data.round) === str(r.round_id)) started = seats;
    else if (kind === "round.frozen" && str(data.round) === str(r.round_id)) return [started, seats].includes(num(r.seats));
  }
  return false;
}

const DAY = ["round.started", "round.frozen", "papers.made", "papers.handed_out", "box.opened", "counting.chosen",
  "round.sealed"];

/** orderHolds: each step of a round came after the one before. */
export function orderHolds(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  for (const r of v.rounds) {
    const events = v.of(r);
    let step = -1;
    for (const { kind } of events) {
      const at = DAY.indexOf(kind);
      if (kind === "round.reopened" && step === 1) {
        step = 0;
      } else if (at >= 0) {
        if (at > step + 1) say(false, `${v.name(r)}: ${kind} trước khi ${DAY[step + 1]}`);
        else if (at < step) say(false, `${v.name(r)}: ${kind} sau khi đã ${DAY[step]}`);
        step = Math.max(step, at);
      }
    }
    const state = str(r.state);
    say((state === "sealed") === (step === DAY.length - 1) && (state === "cancelled") === !!last(events, "round.cancelled"),
      `${v.name(r)}: trạng thái ${state} không đúng như nhật ký`);
    definitionHolds(v, say, r, events);
    if (state === "sealed") say(sealedByTwo(events), `${v.name(r)}: chốt kết quả mà không đủ hai người ký`);
  }
  foreseenHolds(v, say);
}

/** foreseenHolds: no secretary or deputy while there is no answer about who was foreseen and not elected. */
function foreseenHolds(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  const rounds = new Map(v.rounds.map((r) => [str(r.round_id), r]));
  const [plans, waits, done] = [new Map(), new Set(), new Set()];
  const settle = (/** @type {string} */ id) => {
    waits.delete(id);
    done.add(id);
  };
  v.events.forEach(({ kind, data }, at) => {
    const r = rounds.get(str(data.round)) ?? {};
    const office = str(v.contestOf(r).office);
    const people = list(data.foreseen).map((/** @type {any} */ p) => str(p.member));
    if (kind === "round.frozen") {
      say(waits.size === 0 || !["secretary", "deputy"].includes(office),
        `${v.name(r)}: chốt danh sách khi cấp trên chưa trả lời về người dự kiến không trúng cử chi ủy`);
      plans.set(str(data.round), people);
    } else if (kind === "round.sealed" && plans.has(str(data.round))) {
      if (office === "committee") list(map(v.result(r)?.outcome).elected).forEach(settle);
      for (const id of plans.get(str(data.round))) if (!done.has(id)) waits.add(id);
      plans.delete(str(data.round));
    } else if (kind === "foreseen.answered") {
      for (const id of people) {
        say(waits.has(id), `việc ${at + 1}: trả lời về người không chờ trả lời`);
        settle(id);
      }
    }
  });
}

/** definitionHolds: the list that was frozen is the one on the papers and in the bundle. */
function definitionHolds(/** @type {Bundle} */ v, /** @type {Say} */ say, /** @type {any} */ r, /** @type {LogEvent[]} */ events) {
  const root = str(v.manifests.findLast((m) => str(m.round_id) === str(r.round_id))?.root);
  const made = last(events, "papers.made")?.data;
  const hash = str(r.definition_hash);
  say(str(made?.manifest_root) === root && (!made || str(made.definition_hash) === hash),
    `${v.name(r)}: mã phiếu hoặc danh sách không đúng như lúc in`);
  if (made && str(r.code) === "qr") say(bytes(root).length === 64, `${v.name(r)}: phiếu có mã mà không có gốc mã`);
  const frozen = last(events, "round.frozen")?.data;
  if (!r.definition) {
    say(!frozen || ["cancelled", "drafting"].includes(str(r.state)), `${v.name(r)}: thiếu danh sách đã chốt`);
    return;
  }
  const d = definitionOf(r.definition);
  say(frozen && str(frozen.definition_hash) === hash && hex(sha256(bytes(definitionText(d)))) === hash,
    `${v.name(r)}: danh sách không phải danh sách đã chốt`);
  const c = v.contestOf(r);
  const joint = str(c.office) === "delegates" && d.office === "alternates" && num(c.alternates) > 0;
  const elects = (d.office === str(c.office) && d.alternates <= num(c.alternates)) || (joint && d.alternates === 0);
  say(d.round_id === str(r.round_id) && d.round === num(r.number) && d.kind === str(r.kind) &&
    d.list.seats === num(r.seats) && d.code_mode === str(r.code) && elects && isList(d.list) && d.style === styleOf(d.list),
  `${v.name(r)}: danh sách đã chốt không hợp với lần bầu`);
  say(d.rehearsal === !!v.def.congress.rehearsal, `${v.name(r)}: phiếu diễn tập`);
}

/**
 * definitionOf fills in what a definition leaves out.
 * @returns {Definition}
 */
export const definitionOf = (/** @type {any} */ d) => ({
  round_id: str(d.round_id), congress: str(d.congress), organisation: str(d.organisation), term: str(d.term),
  profile: str(d.profile), rehearsal: !!d.rehearsal, contest: str(d.contest), office: str(d.office), round: num(d.round),
  kind: str(d.kind), style: str(d.style),
  list: { seats: num(map(d.list).seats), candidates: list(map(d.list).candidates).map((/** @type {any} */ c) => ({
    id: str(c.id), name: str(c.name), incumbent: !!c.incumbent, female: !!c.female, ethnic_minority: !!c.ethnic_minority,
    born: str(c.born), tenure: str(c.tenure) })) },
  code_mode: str(d.code_mode), alternates: num(d.alternates), in_term: !!d.in_term,
  missing: d.list?.candidates == null,
});

/** definitionText is what the hash of a list is taken of: fields in this order, empty ones of some left out. */
export function definitionText(/** @type {Definition} */ d) {
  const some = (/** @type {any} */ object, /** @type {string[]} */ ...names) =>
    Object.fromEntries(Object.entries(object).filter(([name, value]) => value || !names.includes(name)));
  const candidates = d.missing ? null
    : d.list.candidates.map((c) => some(c, "incumbent", "female", "ethnic_minority", "born", "tenure"));
  const { missing, ...told } = d;
  return JSON.stringify(some({ ...told, list: { seats: d.list.seats, candidates } }, "alternates", "in_term"))
    .replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** sealedByTwo: the last words signed before the seal are of the chief and of the presidium. */
function sealedByTwo(/** @type {LogEvent[]} */ events) {
  let subject = "";
  /** @type {Record<string, string>} */
  let by = {};
  for (const e of events) {
    if (e.kind !== "act.confirmed" || e.data.act !== "seal") continue;
    if (str(e.data.subject) !== subject) [subject, by] = [str(e.data.subject), {}];
    by[str(e.role)] = str(e.by);
  }
  return !!by.chief && !!by.presidium && by.chief !== by.presidium;
}

/** A base with those not summoned taken out, as all are told since November 2026. */
function summoned(/** @type {any} */ b) {
  const { suspended = 0, prosecuted = 0, ...deductions } = map(b.deductions);
  return { official: num(b.official) - suspended - prosecuted, not_summoned: num(b.not_summoned) + suspended + prosecuted,
    base: num(b.base), present: num(b.present), deductions };
}

export function sameBase(/** @type {any} */ one, /** @type {any} */ other) {
  const [x, y] = [summoned(one), summoned(other)];
  return x.official === y.official && x.not_summoned === y.not_summoned && x.base === y.base && x.present === y.present &&
    sameMap(x.deductions, y.deductions);
}

const baseAdds = (/** @type {any} */ b) =>
  baseFrom(num(b.official), b.deductions) === num(b.base) && num(b.present) <= num(b.base);

const MOST_PEOPLE = 10_000;

/** baseHolds: people make the roster, and every round counts by what was frozen. */
export function baseHolds(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  const { roster } = v.def;
  const added = { members: 0, official: 0, present: 0, base: 0, deductions: Object.create(null) };
  const add = (/** @type {any} */ p, /** @type {number} */ n) => {
    added.members += n;
    if (!p.official) return;
    added.official += n;
    if (p.attendance === "present") added.present += n;
    if (p.deduction) added.deductions[p.deduction] = num(added.deductions[p.deduction]) + n;
    else added.base += n;
  };
  for (const p of v.people) add(p, 1);
  for (const o of list(v.def.others)) {
    say(num(o.count) > 0 && o.count <= MOST_PEOPLE, `danh sách có nhóm ${num(o.count)} người`);
    add(o, num(o.count));
  }
  say(num(roster.members) <= MOST_PEOPLE, `danh sách có ${num(roster.members)} người`);
  say(added.members === num(roster.members) && sameBase(added, roster), "cộng danh sách không ra số liệu đã ghi");
  say(baseAdds(roster), `tổng số để tính kết quả ghi ${num(roster.base)}, tính lại ra số khác`);
  standingHolds(v, say);
  for (const r of v.rounds) frozenHolds(v, say, r);
}

function standingHolds(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  /** @type {any} */
  let standing = null;
  v.events.forEach(({ kind, data }, at) => {
    if (kind === "base.frozen") {
      say(!standing || sameBase(standing, data), `việc ${at + 1}: tổng số khác lần trước mà không ghi ai đến, ai về`);
    } else if (kind === "attendance.changed") {
      say(standing, `việc ${at + 1}: sửa có mặt trước khi chốt tổng số`);
    } else {
      return;
    }
    standing = data;
  });
  say(standing && sameBase(standing, v.def.roster), "số liệu danh sách không đúng như nhật ký");
}

function frozenHolds(/** @type {Bundle} */ v, /** @type {Say} */ say, /** @type {any} */ r) {
  const first = v.events.findIndex((e) => e.kind === "papers.handed_out" && str(e.data.round) === str(r.round_id));
  if (first < 0) {
    say(!r.base, `${v.name(r)}: chưa phát phiếu mà đã chốt tổng số`);
    return;
  }
  const frozen = last(v.events.slice(0, first), "base.frozen")?.data;
  say(frozen && (str(frozen.round) === str(r.round_id) || v.opened(r)), `${v.name(r)}: phát phiếu trước khi chốt tổng số`);
  const b = v.baseOf(r);
  say(sameBase(b, map(frozen)), `${v.name(r)}: số liệu danh sách không đúng như lúc phát phiếu đầu tiên`);
  say(baseAdds(b), `${v.name(r)}: tổng số để tính kết quả ghi ${num(b.base)}, tính lại ra số khác`);
  say(v.opened(r) || num(r.present) === num(b.present),
    `${v.name(r)}: ${num(r.present)} người có mặt khi bầu, điểm danh có ${num(b.present)}`);
}
