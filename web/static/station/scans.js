// @ts-check
// Scans of the papers of the open sheaf: the machine reads them in this page,
// in place of looking through the camera. They are never sent and never kept;
// what it read of them is gone with the sheaf, or with the stack.
import { decoderURL } from "./camera.js";
import { picturesIn } from "./scanned.js";
import { keyOf, Stack } from "./stack.js";
import { part, say } from "./words.js";

// asks gives a function that asks a worker and waits for what it answers.
function asks(worker) {
  return (message, transfer) => new Promise((answer) => {
    worker.onmessage = ({ data }) => answer(data);
    worker.postMessage(message, transfer);
  });
}

// Eyes look at scans with workers of their own.
export class Eyes {
  /** @param {any} picture of the papers as printed */
  constructor(picture) {
    const codes = new Worker(decoderURL);
    const marks = new Worker(new URL("../read/worker.js", import.meta.url), { type: "module" });
    marks.postMessage({ printed: picture });
    this.workers = [codes, marks];
    this.decode = asks(codes);
    this.read = asks(marks);
  }

  /** @param {Blob} scan @returns {Promise<import("./stack.js").Seen>} */
  async look(scan) {
    const bitmap = await createImageBitmap(scan);
    const { texts, frame } = await this.decode(bitmap, [bitmap]);
    const { rows } = await this.read({ frame, paper: 0 }, [frame]);
    return { text: texts.length === 1 ? texts[0] : "", rows };
  }

  close() {
    for (const worker of this.workers) worker.terminate();
  }
}

/** @type {{stack: Stack, codes: boolean, close: () => void} | null} */
let open = null;

// openScans lets scans be given for the open sheaf.
/** @param {Pack} pack @param {import("./machine.js").Machine} machine @param {(text: string) => boolean} known whether a code is one of this round */
export function openScans(pack, machine, known) {
  /** @type {Eyes | null} */
  let eyes = null;
  const look = (scan) => (eyes ??= new Eyes(pack.picture)).look(scan);
  const keep = ({ text, rows }, place) => {
    const key = keyOf(text, place, pack.codes ? known : null);
    const fresh = machine.scans.keep({ text: key, rows });
    machine.scanned(key);
    return fresh;
  };
  open = { stack: new Stack(look, keep, draw), codes: pack.codes, close: () => eyes?.close() };
  part("scans").hidden = false;
  part("scans-order").hidden = pack.codes;
  part("scans-refused").textContent = "";
  draw();
}

export function closeScans() {
  open?.close();
  open = null;
  part("scans").hidden = true;
}

// draw says how far the stack is.
function draw() {
  if (!open) return;
  const { total, done, unread, paused } = open.stack;
  const state = total === 0 ? "none" : paused ? "paused" : done < total ? "reading" : "done";
  part("scans-says").textContent = say("station.scans." + state, { done, total, read: done - unread.length });
  const told = open.codes ? "station.scans.unread" : "station.scans.unread_in_order";
  part("scans-unread").textContent = unread.length ? say(told, { list: unread.join(", ") }) : "";
  part("scans-pause").hidden = done === total;
  part("scans-pause").textContent = say(paused ? "station.scans.go_on" : "station.scans.pause");
  part("scans-undo").hidden = total === 0;
}

/** wireScans is told what to forget. @param {() => void} forget */
export function wireScans(forget) {
  const field = part("scans-files");
  const give = async (files) => {
    const into = open;
    const found = await Promise.all([...files].map(async (file) => ({ name: file.name, pictures: await picturesIn(file) })));
    if (!into || into !== open) return; // the sheaf was closed meanwhile
    const refused = found.filter(({ pictures }) => pictures.length === 0).map(({ name }) => name);
    part("scans-refused").textContent = refused.length ? say("station.scans.refused", { list: refused.join(", ") }) : "";
    into.stack.add(found.flatMap(({ pictures }) => pictures));
  };
  field.addEventListener("change", () => {
    give(field.files);
    field.value = "";
  });
  const box = part("scans");
  for (const name of ["dragover", "drop"]) box.addEventListener(name, (event) => event.preventDefault());
  box.addEventListener("drop", ({ dataTransfer }) => give(dataTransfer.files));
  part("scans-pause").addEventListener("click", () => open?.stack.pause(!open.stack.paused));
  part("scans-undo").addEventListener("click", () => {
    forget();
    open?.stack.undo();
  });
}
