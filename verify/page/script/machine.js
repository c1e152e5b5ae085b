// @ts-check
// The machine that read papers beside people: what it read, which sheaves chance
// had a second person count, and whether it was stopped in time.
import { list, num, str } from "./day.js";

const [DIFFERING, DIFFERING_SHARE, UNSURE, UNSURE_SHARE] = [2, 50, 10, 5];

/** @typedef {{ papers: number, unsure: number, differing: number, read: boolean, second: boolean, agreed: boolean,
 *   drawn: boolean, owed: boolean }} ReadSheaf */

const NONE = { papers: 0, unsure: 0, differing: 0, read: false, second: false, agreed: false, drawn: false, owed: false };

/** count adds a sheaf to the sum of those that the machine read, or with -1 takes it out. */
function count(/** @type {typeof NOTHING} */ sum, /** @type {ReadSheaf} */ s, /** @type {1 | -1} */ times) {
  if (!s.read) return;
  sum.papers += times * s.papers;
  sum.unsure += times * s.unsure;
  sum.differing += times * s.differing;
  if (s.drawn && s.second && !s.agreed && s.differing === 0) sum.otherwise += times;
}

const NOTHING = { papers: 0, unsure: 0, differing: 0, otherwise: 0 };

/** fault is why a machine is to be trusted no longer, "" while it is. */
function fault(/** @type {typeof NOTHING} */ sum) {
  if (sum.otherwise > 0) return "otherwise";
  if (sum.differing >= DIFFERING && sum.differing * DIFFERING_SHARE > sum.papers) return "differs";
  return sum.unsure >= UNSURE && sum.unsure * UNSURE_SHARE > sum.papers ? "unsure" : "";
}

/** machineHolds follows the machine of a round through the log. */
export function machineHolds(/** @type {LogEvent[]} */ events, /** @type {number[]} */ sizes, /** @type {Say} */ say) {
  /** @type {Map<number, ReadSheaf>} */
  const sheaves = new Map();
  /** @type {Map<string, boolean>} */
  const checked = new Map();
  let [every, stopped] = [0, false];
  let sum = { ...NOTHING };
  /** @type {number[]} sheaves whose comparison was told, and nothing after it yet */
  let fresh = [];
  const of = (/** @type {number} */ n) => sheaves.get(n) ?? NONE;
  const change = (/** @type {number} */ n, /** @type {Partial<ReadSheaf>} */ change) => {
    const now = { ...of(n), ...change };
    count(sum, of(n), -1);
    count(sum, now, 1);
    sheaves.set(n, now);
  };
  const after = () => {
    const told = every > 0 && !stopped ? fresh : [];
    fresh = [];
    if (told.length) say(fault(sum) === "", "máy phải dừng mà không dừng");
    for (const n of told) say(!of(n).owed, `tập ${n}: không rút thăm sau khi kiểm`);
  };
  const lot = (/** @type {any} */ data) => {
    const urn = list(data.urn).map(num);
    const all = urn.map(of);
    const alone = all.length === 1 && all[0].owed;
    const good = every > 0 && !stopped && urn.length > 0 && urn.every((n, i) => i === 0 || urn[i - 1] <= n) &&
      num(data.lot) >= 0 && num(data.lot) < num(data.of) && all.every((s) => s.read && s.agreed && !s.drawn && !s.second);
    if (alone) change(urn[0], { owed: false });
    say(good && num(data.of) === (alone ? every : urn.length), "rút thăm sai quy định");
    if (good && num(data.lot) < all.length) change(urn[num(data.lot)], { drawn: true });
  };
  for (const { kind, by, data } of events) {
    const [n, pass] = [num(data.sheaf), str(data.pass)];
    if (kind === "counting.chosen") {
      sheaves.clear();
      [every, stopped, fresh, sum] = [num(data.every), false, [], { ...NOTHING }];
    }
    if (kind === "machine.checked") checked.set(str(by), !!data.passed);
    if (kind === "batch.accepted" || kind === "batch.superseded") after();
    if (kind === "batch.accepted" && pass === "C") change(n, { second: true });
    if (kind === "batch.accepted" && pass === "M") {
      change(n, { read: true, papers: num(data.n), unsure: num(data.unsure), differing: 0 });
      say(!stopped, `tập ${n}: máy còn đọc sau khi đã bị dừng`);
      say(every === 0 || checked.get(str(by)), `tập ${n}: máy chưa đọc đúng phiếu kiểm tra máy`);
    }
    if (kind === "batch.superseded" && pass === "C") change(n, { second: false });
    if (kind === "batch.superseded" && pass === "M") change(n, { read: false, owed: false, papers: 0, unsure: 0, differing: 0 });
    if (kind === "passes.compared") {
      const { read, second, drawn } = of(n);
      change(n, { agreed: !!data.agreed, differing: num(data.differing),
        owed: read && !!data.agreed && !second && !drawn && every > 0 });
      fresh.push(n);
    }
    if (kind === "machine.stopped") {
      say(fresh.length && !stopped && str(data.fault) !== "" && fault(sum) === data.fault, "máy bị dừng mà không đúng lý do");
      stopped = true;
    }
    if (kind === "lot.cast") lot(data);
  }
  if (every === 0) return;
  after();
  const all = sizes.map((_, at) => of(at + 1));
  all.forEach((s, at) => say(!s.drawn || (s.second && s.agreed),
    `tập ${at + 1} được rút thăm mà chưa có người khác kiểm lại cho khớp`));
  const drawn = all.filter((s) => s.drawn).length;
  const left = all.some((s) => !s.drawn && s.read && !s.second);
  say(stopped || !left || drawn >= Math.max(1, Math.floor(sizes.length / every)), `rút thăm ${drawn} tập, ít hơn một trong ${every}`);
}
