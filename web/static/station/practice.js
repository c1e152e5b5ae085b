// @ts-check
// A training round on the tablet, with invented names and eight papers. Three
// mistakes are planted in it; each is explained when it comes. Nothing is
// stored or sent.
import { encodeCode, hex, Reader, tokenHash } from "./code.js";
import { CROSS_OUT, encode } from "./marks.js";
import { Sheaf } from "./sheaf.js";
import { band } from "./signs.js";
import { part, say, show } from "./words.js";

const NAMES = ["Nguyễn Văn Tập", "Trần Thị Thử", "Lê Hoàng Mẫu", "Phạm Thị Quen"];
const SEATS = 3;

// The papers: marks as they are to be entered, and what is planted in them.
const PAPERS = [
  { marks: "1110" },
  { marks: "1011" },
  { marks: "1101", planted: "other_round" },
  { marks: "0111" },
  { marks: "1011", planted: "duplicate_here", copyOf: 1 },
  { marks: "1111", planted: "too_many" },
  { marks: "!signed", shown: "1110", planted: "signed" },
  { marks: "1100" },
];

const random = (n) => [...crypto.getRandomValues(new Uint8Array(n))];

// practiceJob gives the job for the desk, with the papers on the screen.
/** @param {() => void} leave */
export function practiceJob(leave) {
  const tag = random(5);
  const papers = PAPERS.map((paper) => ({ ...paper, token: random(16), tag: paper.planted === "other_round" ? random(5) : tag }));
  for (const paper of papers) if (paper.copyOf !== undefined) paper.token = papers[paper.copyOf].token;
  const manifest = papers.filter((paper) => paper.tag === tag).map((paper) => tokenHash(paper.tag, paper.token));
  /** @type {BallotList} */
  const list = { style: CROSS_OUT, seats: SEATS, names: NAMES };
  const defects = ["written_in", "signed", "extra_mark", "unreadable"].map((reason) => ({ reason, text: say("reason." + reason) }));
  const pack = { pass: "A", codes: true, list, defects, clause: say("station.practice.clause"), sheaves: [{ number: 1, size: PAPERS.length }] };
  return {
    pack,
    reader: new Reader(hex(tag), manifest),
    sheaf: new Sheaf(list, 1, PAPERS.length, "A"),
    papers,
    save: async (sheaf) => lay(papers, sheaf),
    seal: async (sheaf) => finish(papers, sheaf),
    leave,
    explain: (done) => lesson(papers, done),
  };
}

// truth is what a paper has to become: the foreign and the copied sheet are
// concluded not to have been issued.
const truth = (paper) => (["other_round", "duplicate_here"].includes(paper.planted) ? "!not_issued" : paper.marks);

let index = 0;

// lay puts the next paper on the table.
export function lay(papers, sheaf, scan) {
  index = sheaf.papers.length;
  const paper = papers[index];
  const table = part("practice-paper");
  table.hidden = !paper;
  if (!paper) return;
  const marks = paper.shown || paper.marks;
  part("practice-names").replaceChildren(...NAMES.map((name, i) => {
    const li = document.createElement("li");
    const text = document.createElement(marks[i] === "0" ? "s" : "span");
    text.textContent = name;
    li.append(text);
    return li;
  }));
  part("practice-signature").hidden = paper.planted !== "signed";
  part("practice-title").textContent = say("station.practice.paper", { number: index + 1, of: papers.length });
  if (scan) part("practice-scan").onclick = () => scan(encodeCode([...papers[index].tag, ...papers[index].token]));
}

// lesson tells whether the paper was entered as it is, and what was planted.
function lesson(papers, done) {
  const paper = papers[index - 1] ?? papers[papers.length - 1];
  const entered = encode(done.rows, done.defect);
  if (entered !== truth(paper)) return { kind: "bad", text: say("station.practice.wrong." + (paper.planted || "marks")) };
  return { kind: "good", text: say(paper.planted ? "station.practice.right." + paper.planted : "station.practice.right") };
}

function finish(papers, sheaf) {
  const right = sheaf.papers.filter((done, i) => encode(done.rows, done.defect) === truth(papers[i])).length;
  band(right === papers.length ? "good" : "warn", say("station.practice.result", { right, of: papers.length }));
  part("practice-paper").hidden = true;
  show("lesson");
}
