// @ts-check
// The desk: one sheaf, entered paper after paper. A job says what is counted
// and where it goes, so that practice uses the same desk as the count.
import { isCheckSheet } from "./check.js";
import { blank, complete, CROSS_OUT, judge, votes } from "./marks.js";
import { band, sign, status } from "./signs.js";
import { placed } from "./stack.js";
import { button, part, root, say, show } from "./words.js";

/**
 * @typedef {object} Job
 * @property {Pack} pack
 * @property {import("./code.js").Reader} reader
 * @property {import("./sheaf.js").Sheaf} sheaf
 * @property {(sheaf: import("./sheaf.js").Sheaf) => Promise<void>} save
 * @property {(sheaf: import("./sheaf.js").Sheaf) => Promise<void>} seal
 * @property {() => void} leave
 * @property {(paper: Paper) => {kind: string, text: string}} [explain]
 * @property {import("./machine.js").Beside | null} [beside] where the machine reads as well
 */

/** @type {Job | null} */
let job = null;
/** @type {Paper | null} */
let paper = null;
let asked = false; // whether the pair was asked to look at an untouched paper again

// What is typed, tapped and scanned is done in the order in which it came,
// each after the one before is stored: a fast scanner loses nothing.
let line = Promise.resolve();
const inOrder = (act) => (line = line.then(act, act));

export const atWork = () => job !== null;
export const inHand = () => paper !== null;

// openDesk begins or goes on with a sheaf.
/** @param {Job} next */
export function openDesk(next) {
  job = next;
  drawDefects();
  drawRows();
  root.classList.toggle("no-codes", !job.pack.codes && !job.beside);
  part("code-field").hidden = part("key-code").hidden = !job.pack.codes;
  part("leave").hidden = false;
  part("code").value = "";
  show("enter");
  nextPaper();
}

export function closeDesk() {
  job = paper = null;
  part("leave").hidden = true;
}

function nextPaper() {
  paper = null;
  closeAside();
  if (job.sheaf.full) {
    finishSheaf();
    return;
  }
  if (!job.pack.codes) {
    openPaper({ cause: "no_code", issued: true, text: placed(job.sheaf.papers.length + 1) });
    return;
  }
  band("", say("station.scan"));
  render();
  part("code").focus({ preventScroll: true }); // what a scanner is typing already stays
}

function openPaper(identity) {
  asked = false;
  const { text = "", ...known } = identity;
  paper = { rows: blank(job.pack.list), defect: "", ...known };
  job.beside?.begin(text);
  if (identity.check) sign("ok", say("station.code_ok", { code: identity.check }));
  else if (!job.pack.codes) band("", say("station.paper", { number: job.sheaf.papers.length + 1 }));
  render();
  root.focus({ preventScroll: true });
}

// scan takes a code. A wedge scanner or the keyboard finishes the open paper
// first, so that the pair need not touch the screen in between; a camera, which
// sees whatever lies under it, never does.
export function scan(text, byCamera = false) {
  return inOrder(() => take(text, byCamera));
}

async function take(text, byCamera) {
  if (job && isCheckSheet(text)) {
    noBallot(byCamera);
    return;
  }
  if (!job || !text.trim() || (byCamera && (paper || asideOpen()))) return;
  if (paper) await finishPaper();
  if (paper || !job || job.sheaf.full || asideOpen()) return;
  const result = job.reader.read(text);
  if (result.status === "ok" && job.sheaf.has(result.hash)) result.status = "duplicate_here";
  if (result.status === "ok") openPaper({ hash: result.hash, check: result.check, text });
  else openAside(result.status, result.check);
}

// noBallot says that a check sheet is none. What is asked of an open paper stays
// on the band: the camera says nothing then, a scanner is heard.
function noBallot(byCamera) {
  const open = job.sheaf.full || asideOpen() || (paper && (job.pack.codes || job.beside?.asks));
  if (!open) band("bad", say("station.check.no_ballot"));
  else if (!byCamera) sign("unknown_token");
}

// storeAgain stores the open sheaf, where the store was emptied.
export const storeAgain = () => inOrder(() => job?.sheaf.papers.length && job.save(job.sheaf));

// crowded: two papers lie under the camera.
export function crowded() {
  if (job && !paper && !asideOpen()) band("warn", say("station.crowded"));
}

// A paper without a usable code is set aside: the committee concludes.
const asideOpen = () => !part("aside").hidden;

function closeAside() {
  part("aside").hidden = true;
}

function openAside(cause, check = "") {
  status(cause, check);
  part("aside-why").textContent = say("station.aside." + cause, { code: check });
  const box = part("aside");
  box.hidden = false;
  box.dataset.cause = cause;
  render();
  box.focus({ preventScroll: true }); // no button: a second Enter of the scanner decides nothing
}

async function conclude(choice) {
  if (!asideOpen()) return;
  const { cause } = part("aside").dataset;
  closeAside();
  if (choice === "again") {
    nextPaper();
    return;
  }
  openPaper({ cause, issued: choice === "issued" });
  band("warn", say("station.concluded." + choice));
  if (choice === "foreign") {
    paper.defect = "not_issued";
    await finishPaper();
  }
}

// finishPaper stores the open paper before the next one: what the counter
// says is on the disk.
async function finishPaper() {
  if (!paper || asks() || differs()) return;
  const done = paper;
  job.sheaf.add(done);
  try {
    await job.save(job.sheaf);
  } catch {
    job.sheaf.undo();
    band("bad", say("station.not_stored"));
    return;
  }
  sign(reasonOf(done) ? "invalid" : "valid");
  const lesson = job.explain?.(done);
  nextPaper();
  if (lesson) band(lesson.kind, lesson.text);
}

// differs says why the open paper is not kept yet where the machine reads as
// well: it is still looking, a second person enters it, or two entries differ.
// Neither is told what the other said.
function differs() {
  const wanted = job.beside?.finish(paper);
  if (!wanted) return false;
  if (wanted === "wait") {
    const { why } = job.beside.machine;
    band("", say("station.machine.wait" + (OUT_OF_SIGHT.includes(why) ? "_" + why : "")));
    return true;
  }
  const second = Boolean(job.beside.first);
  if (wanted === "second") paper = { ...paper, rows: blank(job.pack.list), defect: "" };
  asked = false;
  const { reader } = job.pack.pair;
  band("warn", say(wanted === "second" ? "station.machine.second" : second ? "station.machine.differ_second" : "station.machine.differ", { reader }));
  render();
  return true;
}

const OUT_OF_SIGHT = ["none", "two", "far", "blurred", "before"]; // why the machine sees no paper that it can read

// looked: the machine has seen enough of the open paper; who waited for it goes on.
export const looked = () => inOrder(() => job?.beside?.waits && finishPaper());

// asks says why the open paper is not kept yet: a box is still to be chosen, or
// nothing was struck out and the sheet deserves a second look, which the machine
// or a second person has where it reads as well.
function asks() {
  if (!ready()) {
    const row = paper.rows.indexOf("");
    band("warn", say("station.choose_first", { number: row + 1, name: job.pack.list.names[row] }));
    return true;
  }
  if (!untouched() || asked || job.beside) return false;
  asked = true;
  band("warn", say("station.untouched"));
  render();
  return true;
}

const reasonOf = (p) => p.defect || judge(job.pack.list, p.rows);

async function undo() {
  if (!job) return;
  closeAside();
  if (paper && job.pack.codes) {
    nextPaper(); // drop the open paper; its code is scanned again
    return;
  }
  if (job.sheaf.papers.length === 0) return;
  paper = job.sheaf.undo();
  asked = false;
  job.beside?.again();
  await job.save(job.sheaf);
  show("enter");
  band("", say("station.correcting", { number: job.sheaf.papers.length + 1, code: paper.check || "" }));
  render();
  root.focus({ preventScroll: true });
}

function finishSheaf() {
  const { sheaf } = job;
  part("summary").textContent = say("station.sheaf_done", { sheaf: sheaf.number, n: sheaf.papers.length, invalid: sheaf.invalid });
  drawWhere();
  show("finish");
  band("", say("station.sheaf_full"));
  part("seal").disabled = false;
  part("seal").focus();
}

async function seal() {
  root.focus({ preventScroll: true }); // a disabled button would lose it
  part("seal").disabled = true;
  try {
    await job.seal(job.sheaf);
  } catch {
    part("seal").disabled = false;
    part("seal").focus();
    band("bad", say("station.not_stored"));
  }
}

function drawDefects() {
  part("defects").replaceChildren(...job.pack.defects.map(({ reason, text }, i) => {
    const b = button(text[0].toUpperCase() + text.slice(1), () => inOrder(() => setDefect(reason)), "b defect");
    b.dataset.reason = reason;
    b.dataset.key = "abcd"[i];
    return b;
  }));
}

function setDefect(reason) {
  if (!paper) return;
  paper.defect = paper.defect === reason ? "" : reason;
  calm();
  render();
  root.focus({ preventScroll: true });
}

// drawWhere says which sheaf it is, and how many of its papers are done.
function drawWhere() {
  const { pack, sheaf } = job;
  part("where").replaceChildren(span(say("station.where", { sheaf: sheaf.number, sheaves: pack.sheaves.length, pass: pack.pass })),
    span(say("station.where_papers", { n: sheaf.papers.length, size: sheaf.size }), "vh"));
}

// render draws the paper that is open. Every part has its place and keeps it:
// nothing that is said moves anything that is pressed.
function render() {
  const { sheaf } = job;
  drawProgress(sheaf);
  drawWhere();
  [...part("rows").children].forEach(renderRow);
  root.classList.toggle("waiting", !paper);
  const done = part("done");
  done.disabled = !paper;
  done.setAttribute("aria-disabled", String(!ready()));
  part("done-says").textContent = paper ? doneSays() : say("station.done.wait");
  part("undo").disabled = sheaf.papers.length === 0 && !paper;
  for (const b of part("defects").children) {
    b.disabled = !paper;
    b.setAttribute("aria-pressed", String(paper?.defect === b.dataset.reason));
  }
  renderVerdict();
}

// ready: the paper says enough to be kept.
const ready = () => Boolean(paper && (paper.defect || complete(paper.rows)));

// untouched: nobody has struck a name or named a defect yet. Such a paper is
// kept only after a look back at the sheet.
const untouched = () => paper && !paper.defect && job.pack.list.style === CROSS_OUT && !paper.rows.includes("0");

// doneSays tells what "Xong" is going to record.
function doneSays() {
  if (!ready()) return say("station.done.choose");
  const invalid = reasonOf(paper) !== "";
  if (untouched() && !asked) return say("station.done.untouched");
  if (untouched()) return say(invalid ? "station.done.nobody_struck" : "station.done.nobody_struck_valid");
  const next = job.sheaf.papers.length + 2;
  if (next > job.sheaf.size) return say(invalid ? "station.done.invalid_last" : "station.done.valid_last");
  return say(invalid ? "station.done.invalid" : "station.done.valid", { next });
}

// renderVerdict says before "Xong" what the paper is: how many it elects, too
// many, too few, or why it is invalid and by which clause.
function renderVerdict() {
  const verdict = part("verdict");
  verdict.replaceChildren();
  if (!paper) return;
  const { list, clause } = job.pack;
  if (!ready() || (untouched() && !asked)) {
    const hint = list.style === CROSS_OUT ? "station.hint.strike" : list.names.length === 1 ? "station.hint.choose_one" : "station.hint.choose";
    verdict.append(span(say(hint, { seats: list.seats, names: list.names.length }), "wait"));
    return;
  }
  const n = votes(paper.rows);
  const reason = reasonOf(paper);
  const count = paper.defect ? [] : [element("b", say("station.elected", { votes: n, seats: list.seats }))];
  if (reason) verdict.append(...count, span(say("station.invalid", { reason: say("reason." + reason), clause }), "end bad"));
  else verdict.append(...count, span(say(n < list.seats && list.names.length > 1 ? "station.fewer" : "station.valid"), "end good"));
}

const span = (text, kind = "") => Object.assign(document.createElement("span"), { textContent: text, className: kind });
const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });

// drawProgress draws one block for each paper of the sheaf: done, now, to come.
function drawProgress(sheaf) {
  const done = sheaf.papers.length;
  part("number").textContent = String(Math.min(done + 1, sheaf.size));
  part("size").textContent = String(sheaf.size);
  const picture = part("progress");
  if (picture.childElementCount !== sheaf.size) {
    picture.setAttribute("viewBox", `0 0 ${sheaf.size * 20 - 4} 24`);
    picture.replaceChildren(...Array.from({ length: sheaf.size }, (_, i) => block(i)));
  }
  [...picture.children].forEach((b, i) => b.setAttribute("class", i < done ? "d" : i === done ? "c" : "t"));
}

function block(i) {
  const b = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ x: i * 20, width: 16, height: 24, rx: 2 })) b.setAttribute(name, String(value));
  return b;
}

// drawRows makes the rows of the list, once for a sheaf; which columns they
// stand in depends on how many there are.
function drawRows() {
  const { list } = job.pack;
  const strikes = list.style === CROSS_OUT;
  const n = list.names.length;
  const columns = !strikes || n <= 6 ? 1 : n <= 12 ? 2 : 3;
  const rows = part("rows");
  rows.className = ["rows", strikes ? ["one", "two", "three"][columns - 1] : n === 1 ? "single" : "boxes"].join(" ");
  rows.style.setProperty("--rows", String(Math.ceil(n / columns)));
  rows.replaceChildren(...list.names.map((name, i) => drawRow(name, i, strikes)));
}

function drawRow(name, index, strikes) {
  const row = part(strikes ? "row" : "choice").content.firstElementChild.cloneNode(true);
  row.querySelector(".no").textContent = String(index + 1);
  row.querySelector(".nm").textContent = name;
  if (strikes) row.querySelector("button").addEventListener("click", () => inOrder(() => toggle(index)));
  else row.setAttribute("aria-label", name);
  for (const b of row.querySelectorAll("[data-mark]")) b.addEventListener("click", () => inOrder(() => setMark(index, b.dataset.mark)));
  return row;
}

function renderRow(row, index) {
  const mark = paper?.rows[index];
  row.classList.toggle("struck", mark === "0");
  for (const b of row.querySelectorAll("button")) {
    b.disabled = !paper;
    b.setAttribute("aria-pressed", String(b.dataset.mark ? mark === b.dataset.mark : mark === "0"));
    if (b.dataset.mark) continue;
    const words = mark === "0" ? "station.struck_name" : "station.elected_name";
    b.setAttribute("aria-label", say(words, { name: job.pack.list.names[index], number: index + 1 }));
  }
}

function setMark(index, value) {
  if (!paper) return;
  paper.rows[index] = value;
  calm();
  render();
}

// calm takes back the question of an untouched paper: somebody looked.
function calm() {
  if (asked) band("", paper.check ? say("station.code_ok", { code: paper.check }) : say("station.paper", { number: job.sheaf.papers.length + 1 }));
  asked = false;
}

// toggle is what the number of a row does.
function toggle(index) {
  if (!paper || index < 0) return;
  const { list } = job.pack;
  if (list.style !== CROSS_OUT && list.names.length === 1) {
    if (index < 4) setMark(0, "+-*."[index]);
  } else if (index >= paper.rows.length) return;
  else if (list.style === CROSS_OUT) setMark(index, paper.rows[index] === "1" ? "0" : "1");
  else setMark(index, { "": "+", "+": "-", "-": "*", "*": ".", ".": "+" }[paper.rows[index]]);
}

// Keys while a paper is open: digits toggle rows (two digits within half a
// second for rows from 10 on), a–d name a defect, Enter finishes, Backspace
// undoes, K begins a code.
let digits = "";
let digitsTimer;

function keyed(event) {
  if (!job || root.dataset.now !== "enter" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target === part("code") || event.target.closest("[data-part=aside], [data-part=camera-bar], [data-part=scans], [data-part=menu]")) return;
  const key = event.key.toLowerCase();
  const defect = [...part("defects").children].find((b) => b.dataset.key === key);
  if (/^\d$/.test(key)) inOrder(() => digit(key));
  else if (defect) inOrder(() => setDefect(defect.dataset.reason));
  else if (key === "enter" && event.repeat) event.preventDefault();
  else if (key === "enter" && !event.target.closest("button:not([data-part=done]), summary")) inOrder(finishPaper);
  else if (key === "backspace") inOrder(undo);
  else if (key === "k" && job.pack.codes) {
    part("code").value = "K";
    part("code").focus();
  } else return;
  event.preventDefault();
}

function digit(key) {
  if (!paper) return;
  clearTimeout(digitsTimer);
  digits += key;
  const commit = () => {
    toggle(Number(digits) - 1);
    digits = "";
  };
  if (job.pack.list.names.length < 10 || digits.length === 2) commit();
  else digitsTimer = setTimeout(commit, 500);
}

export function wireDesk() {
  root.addEventListener("keydown", keyed);
  part("code").addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.target.value = "";
      root.focus();
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    const text = event.target.value;
    event.target.value = "";
    if (text.trim()) scan(text);
    else inOrder(finishPaper);
  });
  part("unreadable-code").addEventListener("click", () => inOrder(() => !paper && openAside("damaged_code")));
  part("aside").addEventListener("click", (event) => {
    const choice = event.target.dataset.choice;
    if (choice) inOrder(() => conclude(choice));
  });
  part("done").addEventListener("click", ({ detail }) => detail < 2 && inOrder(finishPaper)); // a double tap is one
  part("undo").addEventListener("click", () => inOrder(undo));
  part("undo-last").addEventListener("click", () => inOrder(undo));
  part("seal").addEventListener("click", () => inOrder(seal));
  part("leave").addEventListener("click", () => inOrder(() => job?.leave()));
}
