// @ts-check
// The desk: one sheaf, entered paper after paper. A job says what is counted
// and where it goes, so that practice uses the same desk as the count.
import { blank, CROSS_OUT, judge, votes } from "./marks.js";
import { band, sign, status } from "./signs.js";
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
 */

/** @type {Job | null} */
let job = null;
/** @type {Paper | null} */
let paper = null;

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
  part("code-field").hidden = part("camera-bar").hidden = !job.pack.codes;
  part("code").value = "";
  show("enter");
  nextPaper();
}

export function closeDesk() {
  job = paper = null;
}

function nextPaper() {
  paper = null;
  closeAside();
  if (job.sheaf.full) {
    finishSheaf();
    return;
  }
  if (!job.pack.codes) {
    openPaper({ cause: "no_code", issued: true });
    return;
  }
  band("", say("station.scan"));
  render();
  part("code").focus({ preventScroll: true }); // what a scanner is typing already stays
}

function openPaper(identity) {
  paper = { rows: blank(job.pack.list), defect: "", ...identity };
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
  if (!job || !text.trim() || (byCamera && (paper || asideOpen()))) return;
  if (paper) await finishPaper();
  if (paper || !job || job.sheaf.full || asideOpen()) return;
  const result = job.reader.read(text);
  if (result.status === "ok" && job.sheaf.has(result.hash)) result.status = "duplicate_here";
  if (result.status === "ok") openPaper({ hash: result.hash, check: result.check });
  else openAside(result.status, result.check);
}

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
  if (!paper) return;
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
  await job.save(job.sheaf);
  show("enter");
  band("", say("station.correcting", { number: job.sheaf.papers.length + 1, code: paper.check || "" }));
  render();
  root.focus({ preventScroll: true });
}

function finishSheaf() {
  const { sheaf } = job;
  part("summary").textContent = say("station.sheaf_done", { sheaf: sheaf.number, n: sheaf.papers.length, invalid: sheaf.invalid });
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
    const b = button(text, () => inOrder(() => setDefect(reason)), "defect");
    b.dataset.reason = reason;
    b.dataset.key = "abcd"[i];
    return b;
  }));
}

function setDefect(reason) {
  if (!paper) return;
  paper.defect = paper.defect === reason ? "" : reason;
  render();
  root.focus({ preventScroll: true });
}

// render draws the paper that is open.
function render() {
  const { pack, sheaf } = job;
  part("where").textContent = say("station.where", {
    sheaf: sheaf.number, sheaves: pack.sheaves.length, pass: pack.pass, n: sheaf.papers.length, size: sheaf.size,
  });
  part("rows").replaceChildren(...pack.list.names.map((name, i) => row(name, i)));
  root.classList.toggle("waiting", !paper);
  part("done").disabled = !paper;
  part("undo").disabled = sheaf.papers.length === 0 && !paper;
  for (const b of part("defects").children) {
    b.disabled = !paper;
    b.setAttribute("aria-pressed", String(paper?.defect === b.dataset.reason));
  }
  renderVerdict();
}

// renderVerdict says before "Xong" what the paper is: how many it elects, too
// many, too few, or why it is invalid and by which clause.
function renderVerdict() {
  const verdict = part("verdict");
  verdict.className = "verdict";
  verdict.textContent = "";
  if (!paper) return;
  const { list, clause } = job.pack;
  const n = votes(paper.rows);
  const reason = reasonOf(paper);
  verdict.textContent = say("station.elected", { votes: n, seats: list.seats });
  if (reason) {
    verdict.classList.add("bad");
    verdict.textContent += " · " + say("station.invalid", { reason: say("reason." + reason), clause });
  } else if (n < list.seats && list.names.length > 1) {
    verdict.textContent += " · " + say("station.fewer");
  }
}

function row(name, index) {
  const crossOut = job.pack.list.style === CROSS_OUT;
  const element = document.createElement("div");
  element.className = "row";
  const label = document.createElement("span");
  label.className = "row-name";
  label.textContent = `${index + 1}  ${name}`;
  element.append(label, ...(crossOut ? [strike(index)] : boxes(index)));
  const mark = paper?.rows[index];
  element.classList.toggle("struck", mark === "0" || mark === "-");
  element.classList.toggle("doubtful", mark === "*" || mark === ".");
  if (crossOut && paper) element.addEventListener("click", () => inOrder(() => toggle(index)));
  return element;
}

function strike(index) {
  const mark = paper?.rows[index];
  const b = button(say(mark === "0" ? "station.struck" : "station.vote"), () => {}, "mark"); // the row takes the click
  b.disabled = !paper;
  b.setAttribute("aria-pressed", String(mark === "0"));
  b.setAttribute("aria-label", say(mark === "0" ? "station.struck_name" : "station.elected_name", { name: job.pack.list.names[index] }));
  return b;
}

function boxes(index) {
  return [["+", "agree"], ["-", "disagree"], ["*", "both"], [".", "none"]].map(([value, key]) => {
    const b = button(say("station." + key), () => inOrder(() => setMark(index, value)), "mark mark-" + key);
    b.disabled = !paper;
    b.setAttribute("aria-pressed", String(paper?.rows[index] === value));
    b.setAttribute("aria-label", `${job.pack.list.names[index]}: ${say("station." + key)}`);
    return b;
  });
}

function setMark(index, value) {
  if (!paper) return;
  paper.rows[index] = value;
  const focused = document.activeElement?.closest?.(".row");
  const position = focused ? [...focused.parentElement.children].indexOf(focused) : -1;
  render();
  if (position >= 0) part("rows").children[position].querySelector("button").focus({ preventScroll: true });
}

function toggle(index) {
  if (!paper || index < 0 || index >= paper.rows.length) return;
  if (job.pack.list.style === CROSS_OUT) setMark(index, paper.rows[index] === "1" ? "0" : "1");
  else setMark(index, { "+": "-", "-": "*", "*": ".", ".": "+" }[paper.rows[index]]);
}

// Keys while a paper is open: digits toggle rows (two digits within half a
// second for rows from 10 on), a–d name a defect, Enter finishes, Backspace
// undoes, K begins a code.
let digits = "";
let digitsTimer;

function keyed(event) {
  if (!job || root.dataset.now !== "enter" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target === part("code") || event.target.closest("[data-part=aside], [data-part=camera-bar]")) return;
  const key = event.key.toLowerCase();
  const defect = [...part("defects").children].find((b) => b.dataset.key === key);
  if (/^\d$/.test(key)) inOrder(() => digit(key));
  else if (defect) inOrder(() => setDefect(defect.dataset.reason));
  else if (key === "enter" && !event.target.closest("button:not([data-part=done])")) inOrder(finishPaper);
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
  part("done").addEventListener("click", () => inOrder(finishPaper));
  part("undo").addEventListener("click", () => inOrder(undo));
  part("undo-last").addEventListener("click", () => inOrder(undo));
  part("seal").addEventListener("click", () => inOrder(seal));
  part("leave").addEventListener("click", () => inOrder(() => job?.leave()));
}
