// @ts-check
// The machine that read papers beside people: what it read, which sheaves chance
// had a second person count, and whether it was stopped in time.
import { list, num, str } from "./day.js";

const [DIFFERING, DIFFERING_SHARE, UNSURE, UNSURE_SHARE] = [2, 50, 10, 5];

/** @typedef {{ papers: number, unsure: number, differing: number, read: boolean, second: boolean, agreed: boolean,
 *   drawn: boolean, owed: boolean }} ReadSheaf */

/** fault is why a machine is to be trusted no longer, "" while it is. */
function fault(/** @type {ReadSheaf[]} */ sheaves) {
  const read = sheaves.filter((s) => s.read);
  const sum = (/** @type {"papers" | "unsure" | "differing"} */ what) => read.reduce((all, s) => all + s[what], 0);
  if (read.some((s) => s.drawn && s.second && !s.agreed && s.differing === 0)) return "otherwise";
  if (sum("differing") >= DIFFERING && sum("differing") * DIFFERING_SHARE > sum("papers")) return "differs";
  return sum("unsure") >= UNSURE && sum("unsure") * UNSURE_SHARE > sum("papers") ? "unsure" : "";
}

/** machineHolds follows the machine of a round through the log. */
export function machineHolds(/** @type {LogEvent[]} */ events, /** @type {number[]} */ sizes, /** @type {Say} */ say) {
  /** @type {Map<number, ReadSheaf>} */
  const sheaves = new Map();
  /** @type {Map<string, boolean>} */
  const checked = new Map();
  let [every, stopped, due] = [0, false, false];
  const of = (/** @type {number} */ n) => {
    const none = { papers: 0, unsure: 0, differing: 0, read: false, second: false, agreed: false, drawn: false, owed: false };
    const found = sheaves.get(n) ?? none;
    sheaves.set(n, found);
    return found;
  };
  const after = () => {
    const told = due && every > 0 && !stopped;
    due = false;
    if (!told) return;
    say(fault([...sheaves.values()]) === "", "máy phải dừng mà không dừng");
    for (const [n, s] of sheaves) say(!s.owed, `tập ${n}: không rút thăm sau khi kiểm`);
  };
  const lot = (/** @type {any} */ data) => {
    const urn = list(data.urn).map(num);
    const all = urn.map(of);
    const alone = all.length === 1 && all[0].owed;
    const good = every > 0 && !stopped && urn.length > 0 && urn.every((n, i) => i === 0 || urn[i - 1] <= n) &&
      num(data.lot) >= 0 && num(data.lot) < num(data.of) && all.every((s) => s.read && s.agreed && !s.drawn && !s.second);
    if (alone) all[0].owed = false;
    say(good && num(data.of) === (alone ? every : urn.length), "rút thăm sai quy định");
    if (good && num(data.lot) < all.length) all[num(data.lot)].drawn = true;
  };
  for (const { kind, by, data } of events) {
    const s = of(num(data.sheaf));
    const pass = str(data.pass);
    if (kind === "counting.chosen") {
      sheaves.clear();
      [every, stopped, due] = [num(data.every), false, false];
    }
    if (kind === "machine.checked") checked.set(str(by), !!data.passed);
    if (kind === "batch.accepted" || kind === "batch.superseded") after();
    if (kind === "batch.accepted" && pass === "C") s.second = true;
    if (kind === "batch.accepted" && pass === "M") {
      Object.assign(s, { read: true, papers: num(data.n), unsure: num(data.unsure), differing: 0 });
      say(!stopped, `tập ${num(data.sheaf)}: máy còn đọc sau khi đã bị dừng`);
      say(every === 0 || checked.get(str(by)), `tập ${num(data.sheaf)}: máy chưa đọc đúng phiếu kiểm tra máy`);
    }
    if (kind === "batch.superseded" && pass === "C") s.second = false;
    if (kind === "batch.superseded" && pass === "M") Object.assign(s, { read: false, owed: false, papers: 0, unsure: 0, differing: 0 });
    if (kind === "passes.compared") {
      Object.assign(s, { agreed: !!data.agreed, differing: num(data.differing) });
      s.owed = s.read && s.agreed && !s.second && !s.drawn && every > 0;
      due = true;
    }
    if (kind === "machine.stopped") {
      say(due && !stopped && fault([...sheaves.values()]) === str(data.fault), "máy bị dừng mà không đúng lý do");
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
