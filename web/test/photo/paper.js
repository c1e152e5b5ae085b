// @ts-check
// Papers with marks and the truth beside, as a camera or a scanner sees them.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare } from "../../static/read/read.js";
import { photographs } from "./camera.js";
import { BOXES, MORE, scrawl, STRIKES } from "./marks.js";
import { draw, FINE, penOf, PENS, printed } from "./sheet.js";

// kinds has the program print its papers, and gives each as pixels with what
// the reader is told of it.
export function kinds() {
  const dir = mkdtempSync(join(tmpdir(), "kiemphieu-papers-"));
  try {
    execFileSync("go", ["run", "./scripts/papers", dir], { cwd: new URL("../../..", import.meta.url).pathname });
    return kindsIn(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

export function kindsIn(dir) {
  return readdirSync(dir).filter((name) => name.endsWith(".json")).sort().map((name) => {
    const told = JSON.parse(readFileSync(join(dir, name), "utf8"));
    const round = prepare(told);
    return { told, round, check: checkSheets(join(dir, name.replace(".json", "-check")), told), sheets: printed(readFileSync(join(dir, name.replace("json", "pdf"))), told.geometry), names: told.geometry.rows.map((row) => nameIn(round, row)) };
  });
}

// checkSheets gives the sheets of known marks with what stands on them; of two on a
// page the left one.
function checkSheets(name, told) {
  const file = readFileSync(name + ".pdf");
  const pages = Number(/Pages:\s+(\d+)/.exec(execFileSync("pdfinfo", [name + ".pdf"]).toString())[1]);
  const marks = readFileSync(name + ".txt", "utf8").trim().split("\n");
  const two = pages < marks.length;
  return Array.from({ length: pages }, (_, i) => ({ marks: marks[two ? 2 * i : i], sheets: printed(file, told.geometry, i + 1) }));
}

// nameIn finds where a name stands, in millimetres.
function nameIn({ printed: { geometry }, blurred, width, scale }, row) {
  const name = { x0: 1e9, x1: 0, y: (row.y + row.h / 2) / 10, high: geometry.text / 10, row: row.h / 10 };
  const [from, to] = [(row.x + geometry.columns[0]) / 10 + 0.7, (row.x + (geometry.columns[1] ?? row.w)) / 10 - 0.7];
  for (let y = row.y / 10 + 0.8; y < (row.y + row.h) / 10 - 0.8; y += 1 / scale) {
    for (let x = from; x < to; x += 1 / scale) {
      if (blurred[0][Math.floor(y * scale) * width + Math.floor(x * scale)] < 0.4) continue;
      name.x0 = Math.min(name.x0, x);
      name.x1 = Math.max(name.x1, x);
    }
  }
  return name;
}

// HALL is what a tablet on its stand sees, the others are worse.
export const QUALITIES = {
  hall: (c) => ({ tilt: c.between(0, 15), light: c.between(110, 235), noise: c.between(1, 5), blur: c.between(0.4, 1), jpeg: c.is(0.5) ? 0 : c.between(75, 95), uneven: c.between(0, 0.25), shadow: c.is(0.3) ? "soft" : "none", crease: c.is(0.2) ? c.between(0.1, 0.5) : 0, hand: "none" }),
  "sharp shadow": (c) => ({ ...QUALITIES.hall(c), shadow: "sharp" }),
  tilted: (c) => ({ ...QUALITIES.hall(c), tilt: c.between(15, 30) }),
  dim: (c) => ({ ...QUALITIES.hall(c), light: c.between(45, 100), noise: c.between(4, 8) }),
  blurred: (c) => ({ ...QUALITIES.hall(c), blur: c.between(1.2, 2.2) }),
  creased: (c) => ({ ...QUALITIES.hall(c), crease: c.between(0.6, 1.6) }),
  "a hand in view": (c) => ({ ...QUALITIES.hall(c), hand: "edge" }),
  "a hand over it": (c) => ({ ...QUALITIES.hall(c), hand: "over" }),
  jagged: (c) => ({ ...QUALITIES.hall(c), blur: 0, jagged: true }),
  "coarse JPEG": (c) => ({ ...QUALITIES.hall(c), jpeg: c.between(30, 60) }),
  "a scan": (c) => ({ ...QUALITIES.hall(c), tilt: 0, light: c.between(225, 250), noise: c.between(0, 3), blur: c.between(0.3, 0.8), uneven: 0, shadow: "none", crease: 0, scan: true }),
};

// Plain marks are what voters are told to make; the others are for people.
export const PLAIN = { cross_out: ["straight", "straight", "straight", "wavy", "double"], agree_disagree: ["cross", "cross", "cross", "tick", "cross over the edge"] };

// paperOf makes one paper: of its kind the sheet, with one odd mark or none, in
// so many frames of the same camera.
/** @returns {{picture: {width: number, height: number, data: Uint8ClampedArray}, frames: object[], truth: string[], written: boolean}} */
export function paperOf(kind, { odd, pen, quality, written = false, looks = 1 }, chance) {
  const printed = chance.pick(kind.sheets);
  const sheet = { ...printed, data: printed.data.slice() };
  const truth = mark(sheet, kind, odd, pen, chance);
  if (written) for (const points of scrawl(...beside(kind, chance), 20, chance)) draw(sheet, points, penOf(pen, chance), chance);
  const frames = [...photographs(sheet, lookAt(kind, quality, chance), looks, chance)];
  return { picture: frames[0], frames, truth, written };
}

// beside is a place outside the rows where somebody writes.
function beside({ told: { geometry } }, chance) {
  const row = geometry.rows.at(-1);
  const below = Math.min((row.y + row.h) / 10 + chance.between(4, 14), geometry.page.h / 10 - 5);
  const places = [[chance.between(15, 40), below], [chance.between(10, 30), geometry.table.y / 10 - 3.5], [geometry.header.x / 10 + 8, (geometry.header.y + geometry.header.h) / 10 - 4]];
  return chance.pick(places);
}

const HIDDEN = 0.12; // of a mark's ink, of which no more is seen beside the print: people take it for none

function mark(sheet, kind, odd, pen, chance) {
  const { style } = kind.told;
  const plain = () => chance.pick(PLAIN[style]);
  const at = odd ? Math.floor(chance.next() * kind.names.length) : -1;
  const hand = penOf(pen, chance);
  const truth = kind.names.map(() => (style === "cross_out" ? "1" : "."));
  const faint = (how) => (how.faint ? { ...hand, ink: chance.between(0.6, 0.82), width: 0.5 } : hand);
  kind.names.forEach((name, i) => {
    if (style === "cross_out") {
      if (i === at || chance.is(0.35)) {
        const how = STRIKES[i === at ? odd : plain()];
        const seen = how.draw(name, chance).map((points) => draw(sheet, points, faint(how), chance));
        const says = Math.max(...seen) < HIDDEN ? `${how.says}1` : how.says;
        if (truth[i] !== "?") truth[i] = says;
        if (how.two && i + 1 < truth.length) truth[i + 1] = says;
      }
      return;
    }
    const side = chance.is(0.7) ? 0 : 1;
    if (i !== at && chance.is(0.06)) return;
    const how = i === at ? BOXES[odd] ?? MORE[odd] : BOXES[plain()];
    for (const points of how.draw(boxOf(kind.told.geometry.boxes[i][side]), chance)) draw(sheet, points, faint(how), chance);
    truth[i] = how.says.replace("x", "+-"[side]);
  });
  return truth;
}

const boxOf = ({ x, y, w }) => ({ x: x / 10, y: y / 10, side: w / 10 });

export function lookAt({ sheets: [sheet] }, quality, chance) {
  const q = QUALITIES[quality](chance);
  const [w, h] = [sheet.width / FINE, sheet.height / FINE];
  const across = w * h > 50000 || (w * h > 20000 && chance.is(0.6)); // lies across the picture, as large papers must
  const turn = (across ? 90 : 0) + (chance.is(0.5) ? 180 : 0) + chance.between(-6, 6);
  if (q.scan) {
    const dots = chance.pick([120, 150]) / 25.4;
    return { ...q, width: Math.round((w + 14) * dots), height: Math.round((h + 14) * dots), scale: dots, turn: (chance.is(0.5) ? 180 : 0) + chance.between(-2, 2), towards: 0, ground: 250 };
  }
  const large = w * h > 50000;
  const [width, height] = large ? [1920, 1080] : [1280, 720];
  const room = across ? Math.min(width / (h * 1.1 + w * 0.1), height / (w + 0.1 * h)) : Math.min(height / (h + w * 0.1), width / w);
  return { ...q, width, height, scale: room * (0.96 - q.tilt * 0.004), turn, towards: chance.between(0, 360), ground: chance.pick([30, 60, 110, 190]) };
}

// wrongs counts the rows that were read otherwise than they are: sure where
// only people can tell counts as wrong.
export function wrongs(reading, { truth, written }) {
  if (!reading.rows) return 0;
  if (written) return reading.rows.some((mark) => mark !== "?") ? 1 : 0;
  return truth.filter((says, i) => reading.rows[i] !== "?" && !says.includes(reading.rows[i])).length;
}

export { PENS };
