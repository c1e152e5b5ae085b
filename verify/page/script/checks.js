// @ts-check
// The numbered checks, and what came out of them.
import { equal, fromBase64, hex, sha256, toBase64 } from "./hash.js";
import { CHECKPOINTS, DEFINITION, DOCUMENTS, KEYS, LOG, MANIFESTS, RESULTS, checkpoint, file, loose, notes, read, rootsOf,
  signatureHolds, sumsHold, unpack, verifierOf } from "./bundle.js";
import { accountHolds, countHolds, electedHold, outcomeHolds, reportsHold } from "./count.js";
import { baseHolds, congressHolds, last, list, map, num, orderHolds, raw, str } from "./day.js";
import { collector, inOrder, shaped } from "./form.js";
import { open, signer } from "./signature.js";

/** @type {[string, string, (v: Bundle, say: Say, kept: string) => void, boolean?][]} code, title, check, of any files */
const CHECKS = [
  ["files", "Các tệp trong gói khớp với SHA256SUMS",
    (v, say) => say(sumsHold(v.files), "có tệp khác với SHA256SUMS, thiếu hoặc thừa tệp"), true],
  ["signature", "Chữ ký trên SHA256SUMS đúng với khóa trong gói",
    (v, say) => say(signatureHolds(v.files), "chữ ký không đúng hoặc không có"), true],
  ["form", "Gói chỉ có những gì được phép: không tên cử tri, không mã, không dấu của từng phiếu",
    () => {}, true], // what reading the files has found
  ["log", "Sổ nhật ký khớp với các điểm chốt đã ký", logHolds],
  ["witness", "Sổ nhật ký nối tiếp điểm chốt giữ ở ngoài", witnessHolds],
  ["congress", "Đại hội, nội dung bầu và trạng thái đúng như nhật ký", congressHolds],
  ["base", "Tổng số để tính kết quả đúng với danh sách và nhật ký", baseHolds],
  ["order", "Chốt danh sách trước khi in, in trước khi phát, mở thùng trước khi kiểm", orderHolds],
  ["account", "Số liệu phiếu cân và đúng như nhật ký", accountHolds],
  ["count", "Các tập phiếu cộng lại bằng tổng; hai lượt kiểm khớp nhau", countHolds],
  ["outcome", "Tính lại từ tổng số phiếu ra đúng kết quả đã chốt", outcomeHolds],
  ["elected", "Tỷ lệ, cơ cấu và người trúng cử đúng với kết quả", electedHold],
  ["documents", "Các văn bản kèm theo đúng như nhật ký", documentsHold],
  ["decision", "Hồ sơ trình và quyết định đúng trình tự", decisionHolds],
  ["report", "Biên bản in đúng những gì đã giữ lại lúc chốt", reportsHold],
];

/** verify runs every check on a bundle; kept is what somebody kept outside, "" for nothing. */
export function verify(/** @type {Uint8Array} */ packed, kept = "") {
  const files = unpack(packed);
  const v = bundle(files ?? []);
  const report = { ok: true, congress: str(v.def.congress.title), rehearsal: !!v.def.congress.rehearsal,
    verifier: files ? verifierOf(files) : "", log_size: v.leaves.length,
    log_root: v.leaves.length ? toBase64(v.roots[v.leaves.length]) : "", checks: /** @type {Check[]} */ ([]) };
  CHECKS.forEach(([code, title, run, any], at) => {
    const found = code === "form" ? v.misshapen : collector();
    const skipped = files ? (!any && v.misshapen.any()) || (code === "witness" && !kept) : at > 0;
    if (!skipped) {
      if (files) run(v, found.say, kept);
      else found.say(false, "tệp không phải là gói đại hội, hoặc bị hỏng trên đường đi");
    }
    const failures = skipped ? [] : found.all();
    report.ok &&= failures.length === 0;
    report.checks.push({ number: at + 1, code, title, skipped, failures });
  });
  return report;
}

/** bundle takes the files apart, as far as they have the form that they must have. */
function bundle(/** @type {BundleFile[]} */ files) {
  const misshapen = collector();
  const part = (/** @type {string} */ name) => shaped(misshapen.say, name, file(files, name), FORMS.files[name]) ?? {};
  const [def, res, manifests] = [DEFINITION, RESULTS, MANIFESTS].map(part);
  const { leaves, events } = readLog(file(files, LOG), misshapen.say);
  const contests = list(def.contests);
  const rounds = list(def.rounds);
  const results = list(res.rounds);
  const [contestById, resultById, personById] = [byId(contests, "contest_id"), byId(results, "round_id"),
    byId(list(def.people), "member_id")];
  /** @type {Map<string, LogEvent[]>} */
  const eventsOf = new Map();
  for (const e of events) {
    const round = str(e.data.round);
    const own = eventsOf.get(round) ?? [];
    own.push(e);
    eventsOf.set(round, own);
  }
  const contestOf = (/** @type {any} */ r) => contestById.get(str(r.contest_id)) ?? {};
  const of = (/** @type {any} */ r) => eventsOf.get(str(r.round_id)) ?? [];
  return /** @type {Bundle} */ ({ files, misshapen, leaves, events, roots: rootsOf(leaves), contests, rounds, results,
    def: { ...def, congress: map(def.congress), roster: map(def.roster) }, res, people: list(def.people),
    manifests: list(manifests.rounds), sealed: rounds.filter((/** @type {any} */ r) => r.state === "sealed"), contestOf, of,
    result: (r) => resultById.get(str(r.round_id)),
    person: (id) => personById.get(id) ?? {},
    name: (r) => `nội dung ${num(contestOf(r).position)}, lần ${num(r.number)}`,
    baseOf: (r) => r.base ?? map(def.roster),
    opened: (r) => !last(of(r), "base.frozen") && events.some((e) => e.kind === "base.frozen" && !str(e.data.round)) });
}

/** byId finds the elements of a list by their id, which no two have after check 3. */
const byId = (/** @type {any[]} */ all, /** @type {string} */ id) => new Map(all.map((one) => [str(one[id]), one]));

function readLog(/** @type {Uint8Array} */ log, /** @type {Say} */ say) {
  const leaves = [];
  const events = /** @type {LogEvent[]} */ ([]);
  for (let from = 0; from < log.length;) {
    const end = log.indexOf(10, from);
    const at = `việc ${leaves.length + 1}`;
    if (end < 0) {
      say(false, `${at} không hết dòng`);
      break;
    }
    const leaf = log.subarray(from, end);
    const event = readEvent(say, at, leaf);
    leaves.push(leaf);
    events.push({ ...event, data: map(event?.data) });
    from = end + 1;
  }
  return { leaves, events };
}

/** readEvent reads a line of the log, or says what is wrong with it. */
function readEvent(/** @type {Say} */ say, /** @type {string} */ at, /** @type {Uint8Array} */ leaf) {
  const event = read(leaf);
  if (typeof event !== "object" && event !== null || Array.isArray(event)) return say(false, `${at} không viết theo dạng chuẩn`);
  const kind = event?.kind;
  if (typeof kind !== "string" || !Object.hasOwn(FORMS.events, kind)) return say(false, `${at}: nhật ký không có loại này`);
  const shape = shaped(say, at, leaf, FORMS.events[kind]);
  if (shape) say(dayOf(shape), `${at} không có giờ`);
  return shape;
}

/** dayOf is the day of an event in Viet Nam, which keeps UTC+7 all year; "" without a time. */
function dayOf(/** @type {any} */ event) {
  const at = str(event.at);
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/.test(at) ? Date.parse(at.replace("Z", ":00.000Z")) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 16) !== at.slice(0, 16)) return "";
  return new Date(time + 7 * 3600 * 1000).toISOString().slice(0, 10);
}

const keysOf = (/** @type {Bundle} */ v) => [verifierOf(v.files),
  ...loose(file(v.files, KEYS)).split("\n").filter((line, at, all) => at < all.length - 1 || line !== "")];
const originOf = (/** @type {Bundle} */ v) => `kiemphieu/${str(v.def.congress.congress_id)}`;

/** openBy reads a checkpoint that one of several keys has signed. */
function openBy(/** @type {string} */ note, /** @type {ReturnType<typeof signer>[]} */ signers) {
  for (const by of signers) {
    const opened = open(note, by);
    const said = opened && checkpoint(opened.text);
    if (by && said) return { said, key: by.verifier };
  }
  return null;
}

const reaches = (/** @type {Bundle} */ v, /** @type {{ size: number, root: Uint8Array }} */ c) =>
  c.size <= v.leaves.length && equal(v.roots[c.size], c.root);

/** A checkpoint that is signed once, as all are, has so many lines. */
const LINES_OF_NOTE = 5;

/** logHolds holds the log against the checkpoints, each signed with its event. */
function logHolds(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  const all = notes(loose(file(v.files, CHECKPOINTS)));
  say(all.length > 0, "không có điểm chốt");
  const keys = keysOf(v);
  say(new Set(keys).size === keys.length, `${KEYS} ghi một khóa hai lần`);
  const signers = keys.map(signer);
  /** @type {Map<string, Set<number>>} sizes that were signed, by key */
  const signed = new Map(keys.map((key) => [key, new Set()]));
  const sizes = new Set();
  let [size, by] = [0, ""];
  all.forEach((note, at) => {
    const opened = note.split("\n").length - 1 === LINES_OF_NOTE ? openBy(note, signers) : null;
    if (!opened) return say(false, `điểm chốt ${at + 1} không có chữ ký đúng`);
    const { said, key } = opened;
    say(said.origin === originOf(v), `điểm chốt ${at + 1} của sổ khác: ${said.origin}`);
    say(said.size > size || (said.size === size && key > by), `điểm chốt ${at + 1} đứng sai thứ tự`);
    say(reaches(v, said), `điểm chốt ${at + 1} (${said.size} việc) không khớp với sổ nhật ký`);
    [size, by] = [said.size, key];
    signed.get(key)?.add(size);
    sizes.add(size);
  });
  const whole = v.leaves.length;
  say(size === whole, `điểm chốt cuối có ${size} việc, sổ nhật ký có ${whole}`);
  say(signed.get(keys[0])?.has(whole), "nơi ký gói không chốt hết sổ nhật ký");
  v.events.forEach((e, at) => say(!str(e.state) || sizes.has(at + 1), `thiếu điểm chốt sau việc ${at + 1}`));
  keyChangesHold(v, say, signed);
  for (const key of keys) say(signed.get(key)?.size, `${KEYS} ghi khóa không ký điểm chốt nào`);
}

/** keyChangesHold: the old key signs its own change, unless it was lost; the new one too, and the old one nothing later. */
function keyChangesHold(/** @type {Bundle} */ v, /** @type {Say} */ say, /** @type {Map<string, Set<number>>} */ signed) {
  const spans = new Map([...signed].map(([key, sizes]) => [key, spanOf(sizes)]));
  v.events.forEach(({ kind, data }, n) => {
    if (kind !== "key.changed") return;
    const at = `việc ${n + 1}`;
    const signs = (/** @type {any} */ key) => !!signed.get(str(key))?.has(n + 1);
    const [first, last] = spans.get(str(data.old)) ?? spanOf(new Set());
    say(first < n + 1, `${at}: khóa cũ chưa ký gì trong sổ`);
    say(signs(data.old) !== !!data.lost, `${at}: việc đổi khóa không có chữ ký của khóa cũ, hoặc khóa đã mất mà vẫn ký`);
    say(str(data.old) !== str(data.key) && signs(data.key), `${at}: khóa mới không ký việc đổi khóa`);
    say(last <= n + 1, `${at}: khóa cũ vẫn ký sau khi đã đổi`);
  });
}

/** spanOf is the least and the largest of some sizes. */
const spanOf = (/** @type {Set<number>} */ sizes) =>
  [...sizes].reduce(([first, last], size) => [Math.min(first, size), Math.max(last, size)], [Infinity, 0]);

/** witnessHolds holds the log against what somebody kept outside. */
function witnessHolds(/** @type {Bundle} */ v, /** @type {Say} */ say, /** @type {string} */ kept) {
  const whole = `${kept.replace(/\n$/, "")}\n`;
  const c = openBy(whole, keysOf(v).map(signer))?.said ?? checkpoint(whole);
  if (!c) return printedHolds(v, say, kept);
  const size = v.leaves.length;
  say(c.origin === originOf(v), `điểm chốt của sổ khác: ${c.origin}`);
  say(c.size <= size, `sổ trong gói chỉ có ${size} việc, điểm chốt đã có ${c.size}: sổ bị cắt hoặc gói cũ hơn`);
  say(c.size > size || reaches(v, c), `${c.size} việc đầu của sổ không phải những việc đã chốt: sổ bị sửa`);
}

/** printedHolds looks for the moment at which the log had the root, or the words, on a paper. */
function printedHolds(/** @type {Bundle} */ v, /** @type {Say} */ say, /** @type {string} */ kept) {
  const { root, words } = printed(kept);
  if (!root && !words) {
    return say(false, "điểm chốt không đọc được, hoặc do khóa khác ký: cần tệp điểm chốt, tám từ, gốc sổ nhật ký " +
      "hoặc chữ trong mã QR");
  }
  say(v.roots.slice(1).some((one) => hex(one) === root || wordsOf(one) === words),
    "chưa lúc nào sổ trong gói có gốc hay tám từ này: sổ bị sửa, hoặc giấy của đại hội khác");
}

/** wordsOf turns the first eight bytes of a root into words. */
export const wordsOf = (/** @type {Uint8Array} */ root) => Array.from(root.subarray(0, 8), (b) => WORDS[b]).join(" ");

/** printed reads a root, or eight words, as they stand on a paper. */
function printed(/** @type {string} */ kept) {
  const told = kept.slice(kept.lastIndexOf(":") + 1);
  const raw = fromBase64(told.trim());
  if (raw?.length === 32) return { root: hex(raw), words: "" };
  const parts = told.toLowerCase().split(/[\s–—\-,;.]+/).filter(Boolean);
  if (/^[0-9a-f]{64}$/.test(parts.join(""))) return { root: parts.join(""), words: "" };
  return { root: "", words: parts.length === 8 ? parts.join(" ") : "" };
}

/** documentsHold: every document is the file that the log knows, and no other is there. */
function documentsHold(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  /** @type {Map<string, number>} */
  const stored = new Map();
  const count = (/** @type {string} */ key, /** @type {number} */ n) => stored.set(key, num(stored.get(key)) + n);
  for (const { kind, data } of v.events) {
    if (kind === "document.stored") count(`${str(data.document_kind)} ${str(data.sha256)}`, data.removed ? -1 : 1);
  }
  const listed = new Set();
  for (const d of list(v.def.documents)) {
    const content = file(v.files, str(d.file));
    say(!listed.has(str(d.file)) && str(d.file).startsWith(DOCUMENTS) && content.length === num(d.size) &&
      hex(sha256(content)) === str(d.sha256), `văn bản ${str(d.file)} không đúng`);
    listed.add(str(d.file));
    count(`${str(d.kind)} ${str(d.sha256)}`, -1);
  }
  for (const key of inOrder([...stored.keys()])) say(stored.get(key) === 0, `văn bản và nhật ký không khớp: ${key}`);
  for (const { name } of v.files) say(!name.startsWith(DOCUMENTS) || listed.has(name), `có văn bản thừa: ${name}`);
}

/** @type {Record<string, string>} the arrows of a congress */
const MOVES = { "preparing postpone": "postponed", "postponed resume": "preparing", "preparing open": "in_session",
  "in_session close": "closed", "closed reopen": "in_session", "closed submit": "submitted", "submitted returned": "closed",
  "submitted ratified": "ratified", "submitted annulled": "annulled", "ratified annulled": "annulled" };

/** decisionHolds follows the congress from state to state, and the dossier up and back. */
function decisionHolds(/** @type {Bundle} */ v, /** @type {Say} */ say) {
  let [state, versions, refused, submitter] = ["preparing", 0, 0, ""];
  /** @type {LogEvent | null} */
  let waiting = null;
  v.events.forEach((e, n) => {
    const at = `việc ${n + 1}`;
    waiting = proposalAfter(v, say, at, e, waiting);
    const { kind, data } = e;
    let act = "";
    if (kind === "congress.moved") {
      act = str(data.action);
    } else if (kind === "base.frozen") {
      if (state === "in_session") return;
      act = "open";
    } else if (kind === "dossier.decided") {
      act = str(data.decision);
      if (act === "ratified") refused = num(data.refused);
      say(num(data.version) === versions, `${at}: quyết định về hồ sơ lần ${num(data.version)}, đã trình ${versions} lần`);
      say(act === "returned" || numbered(data), `${at}: quyết định không có số, ngày`);
      say(str(data.decided_on) <= dayOf(e), `${at}: quyết định đề ngày ${str(data.decided_on)}, sau ngày ghi vào sổ`);
      say(str(e.by) !== submitter, `${at}: một người vừa trình vừa quyết định`);
    } else {
      return;
    }
    const way = `${state} ${act}`;
    const to = Object.hasOwn(MOVES, way) ? MOVES[way] : "";
    say(to && (kind !== "congress.moved" || str(data.state) === to), `${at}: ${act} không đi từ ${state}`);
    state = to;
    if (act === "submit") [versions, submitter] = [versions + 1, str(e.by)];
  });
  const c = v.def.congress;
  say(state === str(c.state), `đại hội ghi ${str(c.state)}, nhật ký đến ${state}`);
  say(versions === 0 || !c.rehearsal, "đại hội diễn tập mà trình chuẩn y");
  const people = new Set(list(v.res.elected).filter((/** @type {any} */ e) => e.refused).map((/** @type {any} */ e) => str(e.member_id)));
  say(people.size === refused, `quyết định không chuẩn y ${refused} người, danh sách ghi ${people.size}`);
}

/** numbered: a decision has its number and its day. */
const numbered = (/** @type {any} */ data) => str(data.decided_on) !== "" && raw(data.number).length > 2;

/**
 * proposalAfter follows a decision that two people take, and gives what waits then.
 * @returns {LogEvent | null}
 */
function proposalAfter(/** @type {Bundle} */ v, /** @type {Say} */ say, /** @type {string} */ at, /** @type {LogEvent} */ e,
  /** @type {LogEvent | null} */ waiting) {
  const { kind, data } = e;
  const appointed = kind === "decision.appointed";
  if (kind === "decision.proposed") {
    say(!waiting, `${at}: đề xuất khi một đề xuất khác đang chờ`);
    return e;
  }
  if (kind === "decision.withdrawn") {
    say(waiting, `${at}: rút một đề xuất không có`);
    return null;
  }
  if (appointed) {
    const settled = v.contests.some((c) => str(c.contest_id) === str(data.contest) && c.settled === "appointed");
    say(settled && numbered(data), `${at}: chỉ định không có số, ngày, hoặc không được đề nghị`);
  } else if (kind !== "dossier.decided") {
    return waiting;
  }
  if (!waiting) return null;
  const p = waiting.data;
  const same = appointed ? str(p.decision) === "appointed" : str(p.decision) === str(data.decision) &&
    num(p.refused) === num(data.refused) && num(p.version) === num(data.version);
  say(same && raw(p.number) === raw(data.number) && str(p.decided_on) === str(data.decided_on),
    `${at}: quyết định khác đề xuất đang chờ`);
  say(str(waiting.by) !== str(e.by), `${at}: một người vừa đề xuất vừa xác nhận`);
  return null;
}
