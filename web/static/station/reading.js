// @ts-check
// The machine at work on the page: beside the pair at an open sheaf, and before
// that at the sheets by which it is checked.
import { Check } from "./check.js";
import { looked } from "./desk.js";
import { lookClosely } from "./eye.js";
import { problem } from "./home.js";
import { machineFor } from "./machine.js";
import { closeScans, Eyes, openScans, wireScans } from "./scans.js";
import { call } from "./server.js";
import { band } from "./signs.js";
import { part, root, say, show } from "./words.js";

/** @type {{check: Check, eyes: Eyes | null, pack: Pack, passed: () => Promise<void>} | null} */
let checking = null; // while the machine reads the check sheets
/** @type {import("./machine.js").Machine | null} */
let machine = null; // of marks, where the pass is counted with one

// startMachine has the machine read from now on, and gives it where the pass is
// counted with one.
/** @param {Pack} pack @param {import("./code.js").Reader} codes of the round */
export async function startMachine(pack, codes) {
  stopMachine();
  machine = machineFor(pack);
  if (!machine) return null;
  machine.told = (state) => {
    root.dataset.machine = state;
    if (state) looked();
  };
  openScans(pack, machine, (text) => codes.read(text).status === "ok");
  await lookClosely();
  return machine;
}

/** offer gives the machine a frame of the camera. @param {ImageBitmap} frame @param {string[]} texts of the codes in it */
export const offer = (frame, texts) => (machine ? machine.offer(frame, texts) : frame.close());

export function stopMachine() {
  closeCheck();
  closeScans();
  machine?.close();
  machine = null;
}

// openCheck has the machine read the check sheets before it may count.
/** @param {Pack} pack @param {() => Promise<void>} passed */
export async function openCheck(pack, passed) {
  stopMachine();
  show("check");
  band("", ""); // what was said before is done
  part("check-view").append(part("view"));
  machine = machineFor(pack, true);
  const check = new Check(pack.check, machine, () => checked(check));
  checking = { check, eyes: null, pack, passed };
  machine.told = (told) => told && check.looked();
  drawCheck(check);
  await lookClosely();
}

/** drawCheck says which sheets are read. @param {Check} check */
function drawCheck(check) {
  part("check-sheets").replaceChildren(...check.codes.map((code, i) => {
    const item = document.createElement("li");
    item.textContent = say(check.read.has(code) ? "station.check.read" : "station.check.wanted", { number: i + 1, of: check.codes.length });
    return item;
  }));
}

/** checked sends what was read once all sheets are. @param {Check} check */
async function checked(check) {
  drawCheck(check);
  if (!check.done || checking?.check !== check) return;
  const { pack, passed } = checking;
  const answer = await call("POST", `/api/v1/rounds/${pack.round}/machine-check`, { read: check.marks });
  if (answer.ok && answer.body.wrong.length === 0) {
    closeCheck();
    band("good", say("station.check.passed", { of: answer.body.sheets }));
    await passed();
    return;
  }
  await openCheck(pack, passed);
  if (answer.ok) band("bad", say("station.check.failed", { list: answer.body.wrong.join(", ") }));
  else problem(answer);
}

// checks takes a code under the camera while the machine is checked, and tells
// whether it is.
/** @param {string} text */
export function checks(text) {
  if (checking && !checking.check.seen(text)) band("warn", say("station.check.other"));
  return checking !== null;
}

/** checkScans reads the sheets from scans instead. @param {Iterable<File>} files */
async function checkScans(files) {
  const now = checking;
  if (!now) return;
  now.eyes ??= new Eyes(now.pack.picture);
  for (const file of files) {
    const { text, rows } = await now.eyes.look(file).catch(() => ({ text: "", rows: null }));
    if (checking === now) now.check.take(text, rows);
  }
}

function closeCheck() {
  if (!checking) return;
  checking.eyes?.close();
  checking = null;
  part("eye").prepend(part("view"));
}

/** stopCheck ends a check that is under way. */
export const stopCheck = () => checking && stopMachine();

/** wireReading is told where to go back to from a check. @param {() => void} back */
export function wireReading(back) {
  wireScans(() => machine?.forget());
  part("check-files").addEventListener("change", async ({ target }) => {
    await checkScans([...target.files]);
    target.value = "";
  });
  part("check-back").addEventListener("click", () => {
    stopMachine();
    back();
  });
}
