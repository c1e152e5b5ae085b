// The counting station: one screen for the repeated task. A pair enters one
// paper after another; the pass is blind to every other pass.
import { blank, CROSS_OUT, judge, votes } from "./marks.js";
import { Reader } from "./code.js";
import { Sheaf } from "./sheaf.js";
import { send } from "./send.js";

const root = document.getElementById("station");
const words = JSON.parse(document.getElementById("station-words").textContent);
const $ = (name) => root.querySelector(`[data-part="${name}"]`);

// say fills the {named} places of a sentence.
function say(key, params = {}) {
  return (words[key] || key).replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");
}

const state = { round: null, reader: null, sheaf: null, paper: null };

async function start() {
  const answer = await fetch(root.dataset.source, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    band("bad", say("station.load_failed"));
    return;
  }
  state.round = await answer.json();
  state.reader = new Reader(state.round.tag, state.round.manifest);
  offerSheaves();
}

// offerSheaves lists the sheaves that this pass still has to enter.
function offerSheaves() {
  state.sheaf = state.paper = null;
  const pass = root.dataset.pass;
  const box = $("sheaves");
  const open = state.round.sheaves.filter((s) => !s.entered.includes(pass) && (pass !== "C" || s.status === "differs"));
  box.replaceChildren(...open.map((s) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = say("station.open_sheaf", { sheaf: s.number, size: s.size });
    button.addEventListener("click", () => openSheaf(s));
    return button;
  }));
  if (open.length === 0) box.append(paragraph(say("station.no_sheaf")));
  show("choose");
  band("", "");
  box.querySelector("button")?.focus();
}

function openSheaf(s) {
  state.sheaf = new Sheaf(state.round.list, s.number, s.size, root.dataset.pass);
  show("enter");
  nextPaper();
}

function show(part) {
  for (const section of root.querySelectorAll("[data-screen]")) section.hidden = section.dataset.screen !== part;
}

function paragraph(text) {
  const p = document.createElement("p");
  p.textContent = text;
  return p;
}

// nextPaper waits for the next code, or opens the next paper where there are none.
function nextPaper() {
  state.paper = null;
  if (state.sheaf.full) {
    finishSheaf();
    return;
  }
  if (!state.round.codes) {
    openPaper({ cause: "no_code", issued: true });
    return;
  }
  band("", say("station.scan"));
  render();
  $("code").value = "";
  $("code").focus();
}

function openPaper(identity) {
  state.paper = { rows: blank(state.round.list), defect: "", ...identity };
  if (identity.check) band("good", say("station.code_ok", { code: identity.check }));
  if (!state.round.codes) band("", say("station.paper", { number: state.sheaf.papers.length + 1 }));
  render();
  root.focus();
}

// scanned takes a code from scanner or keyboard. With a paper still open the
// next scan finishes it first: the pair need not touch the screen in between.
function scanned(text) {
  if (!text.trim()) return;
  if (state.paper) finishPaper();
  if (!state.sheaf || state.sheaf.full) return;
  const result = state.reader.read(text);
  if (result.status === "ok" && state.sheaf.has(result.hash)) result.status = "duplicate_here";
  if (result.status === "ok") openPaper({ hash: result.hash, check: result.check });
  else setAside(result.status, result.check);
}

// setAside asks for the committee's conclusion about a paper without a usable code.
function setAside(cause, check = "") {
  band("bad", say("station.status." + cause, { code: check }) + " " + say("station.set_aside"));
  const box = $("conclude");
  box.hidden = false;
  box.dataset.cause = cause;
  box.querySelector("button").focus();
}

function conclude(issued) {
  const box = $("conclude");
  box.hidden = true;
  if (issued === null) {
    nextPaper();
    return;
  }
  const cause = box.dataset.cause;
  openPaper({ cause, issued });
  if (!issued) {
    state.paper.defect = "not_issued";
    finishPaper();
  }
}

function finishPaper() {
  state.sheaf.add(state.paper);
  chime(judge(state.round.list, state.paper.rows) || state.paper.defect ? 330 : 660);
  nextPaper();
}

function undo() {
  const paper = state.paper && state.round.codes ? state.paper : state.sheaf.undo();
  if (!paper) return;
  if (paper === state.paper) {
    nextPaper(); // drop the open paper; its code is scanned again
    return;
  }
  state.paper = paper;
  band("", say("station.correcting", { number: state.sheaf.papers.length + 1 }));
  show("enter");
  render();
  root.focus();
}

function finishSheaf() {
  const { sheaf } = state;
  $("summary").textContent = say("station.sheaf_done", { sheaf: sheaf.number, n: sheaf.papers.length, invalid: sheaf.invalid });
  show("finish");
  band("", "");
  $("send").disabled = false;
  $("send").focus();
}

async function sendSheaf() {
  const { sheaf } = state;
  $("send").disabled = true;
  band("", say("station.sending"));
  const url = root.dataset.batches + "/" + sheaf.id;
  const result = await send(url, sheaf.batch(), () => band("warn", say("station.waiting")));
  if (result.ok) {
    const entry = state.round.sheaves.find((s) => s.number === sheaf.number);
    entry.entered.push(sheaf.pass);
    offerSheaves();
    band("good", say("station.sent", { sheaf: sheaf.number }));
    return;
  }
  band("bad", result.detail || say("station.refused"));
  $("send").disabled = false;
}

// render draws the paper that is open.
function render() {
  const { round, sheaf, paper } = state;
  $("where").textContent = say("station.where", {
    sheaf: sheaf.number, sheaves: round.sheaves.length, pass: sheaf.pass, n: sheaf.papers.length, size: sheaf.size,
  });
  $("rows").replaceChildren(...round.list.names.map((name, i) => row(name, i)));
  root.classList.toggle("waiting", !paper);
  $("done").disabled = !paper;
  $("defect").disabled = !paper;
  $("defect").value = paper?.defect || "";
  $("undo").disabled = sheaf.papers.length === 0 && !paper;
  renderVerdict();
}

function renderVerdict() {
  const { round, paper } = state;
  const verdict = $("verdict");
  verdict.className = "verdict";
  verdict.textContent = "";
  if (!paper) return;
  const reason = paper.defect || judge(round.list, paper.rows);
  verdict.textContent = say("station.elected", { votes: votes(paper.rows), seats: round.list.seats });
  if (reason) {
    verdict.classList.add("bad");
    verdict.textContent += " · " + say("station.invalid", { reason: say("reason." + reason) });
  }
}

function row(name, index) {
  const { round, paper } = state;
  const line = document.createElement("div");
  line.className = "row";
  const label = document.createElement("span");
  label.className = "row-name";
  label.textContent = `${index + 1}  ${name}`;
  line.append(label, ...(round.list.style === CROSS_OUT ? [strike(index)] : boxes(index)));
  const mark = paper?.rows[index];
  line.classList.toggle("struck", mark === "0" || mark === "-");
  line.classList.toggle("doubtful", mark === "*" || mark === ".");
  if (round.list.style === CROSS_OUT && paper) line.addEventListener("click", () => toggle(index));
  return line;
}

function strike(index) {
  const mark = state.paper?.rows[index];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mark";
  button.disabled = !state.paper;
  button.setAttribute("aria-pressed", String(mark === "0"));
  button.setAttribute("aria-label", say(mark === "0" ? "station.struck_name" : "station.elected_name", { name: state.round.list.names[index] }));
  button.textContent = say(mark === "0" ? "station.struck" : "station.vote");
  return button;
}

function boxes(index) {
  const mark = state.paper?.rows[index];
  return [["+", "agree"], ["-", "disagree"], ["*", "both"], [".", "none"]].map(([value, key]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mark mark-" + key;
    button.disabled = !state.paper;
    button.setAttribute("aria-pressed", String(mark === value));
    button.textContent = say("station." + key);
    button.addEventListener("click", () => setMark(index, value));
    return button;
  });
}

function setMark(index, value) {
  if (!state.paper) return;
  state.paper.rows[index] = value;
  render();
}

function toggle(index) {
  const { paper, round } = state;
  if (!paper || index >= paper.rows.length) return;
  if (round.list.style === CROSS_OUT) setMark(index, paper.rows[index] === "1" ? "0" : "1");
  else setMark(index, { "+": "-", "-": "*", "*": ".", ".": "+" }[paper.rows[index]]);
}

// band shows one message on three channels' first: colour, icon and words.
function band(kind, text) {
  const box = $("band");
  box.className = "band " + kind;
  box.textContent = text;
}

let audio;
function chime(pitch) {
  navigator.vibrate?.(pitch < 500 ? [40, 40, 40] : 20);
  try {
    audio ??= new AudioContext();
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    gain.gain.value = 0.05;
    tone.frequency.value = pitch;
    tone.connect(gain).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.06);
  } catch {
    // a tablet without sound still has colour and words
  }
}

// Keys while a paper is open: digits toggle rows (two digits within half a
// second for rows from 10 on), Enter finishes, Backspace undoes, K begins a code.
let digits = "";
let digitsTimer;
function keyed(event) {
  if (!state.sheaf || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target === $("code") || event.target.closest("select, [data-part=conclude], [data-screen=finish]")) return;
  if (/^\d$/.test(event.key) && state.paper) digit(event.key);
  else if (event.key === "Enter" && state.paper) finishPaper();
  else if (event.key === "Backspace") undo();
  else if (event.key.toLowerCase() === "k" && state.round.codes) {
    $("code").value = "K";
    $("code").focus();
  } else return;
  event.preventDefault();
}

function digit(key) {
  clearTimeout(digitsTimer);
  digits += key;
  const commit = () => {
    toggle(Number(digits) - 1);
    digits = "";
  };
  if (state.round.list.names.length < 10 || digits.length === 2) commit();
  else digitsTimer = setTimeout(commit, 500);
}

root.addEventListener("keydown", keyed);
$("code").addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.target.value = "";
    root.focus();
  }
  if (event.key !== "Enter") return;
  event.preventDefault();
  scanned(event.target.value);
  event.target.value = "";
});
$("unreadable-code").addEventListener("click", () => setAside("damaged_code"));
$("conclude").addEventListener("click", (event) => {
  const choice = event.target.dataset.choice;
  if (choice) conclude({ issued: true, foreign: false, again: null }[choice]);
});
$("defect").addEventListener("change", (event) => {
  if (!state.paper) return;
  state.paper.defect = event.target.value;
  render();
  root.focus();
});
$("done").addEventListener("click", () => state.paper && finishPaper());
$("undo").addEventListener("click", undo);
$("undo-last").addEventListener("click", undo);
$("send").addEventListener("click", sendSheaf);
window.addEventListener("beforeunload", (event) => {
  if (state.sheaf?.papers.length) event.preventDefault();
});
start();
