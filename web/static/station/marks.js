// @ts-check
// What one paper says, in the canonical form that the server stores: one
// character per name in ballot order, or "!" and a reason.
//   cross_out:      1 left standing (a vote), 0 struck out
//   agree_disagree: + agree, - disagree, * both boxes, . no box

/** @type {"cross_out"} */
export const CROSS_OUT = "cross_out";

// blank gives the marks every paper starts with, as the sheet does: no name is
// struck out, no box is marked. "" is a row that nobody has looked at yet.
/** @param {BallotList} list */
export function blank(list) {
  return Array(list.names.length).fill(list.style === CROSS_OUT ? "1" : "");
}

/** complete: every row was looked at. @param {string[]} rows */
export const complete = (rows) => !rows.includes("");

// votes counts the names that these rows elect.
/** @param {string[]} rows */
export function votes(rows) {
  return rows.filter((mark) => mark === "1" || mark === "+").length;
}

// judge gives the reason why the rows make the paper invalid, or "". The
// order is that of the rules: 190-QĐ/TW, Điều 15.
/** @param {BallotList} list @param {string[]} rows */
export function judge(list, rows) {
  const elected = votes(rows);
  if (list.style !== CROSS_OUT && rows.length === 1) {
    if (rows[0] === "*") return "both_boxes";
    if (rows[0] === ".") return "no_box";
    return "";
  }
  if (elected > list.seats) return "too_many";
  if (elected === 0) return "votes_nobody";
  return "";
}

// encode gives the canonical text of a paper: a defect that the committee
// found stands for the whole paper.
/** @param {string[]} rows @param {string} defect */
export function encode(rows, defect) {
  if (!defect && !complete(rows)) throw new Error("a row without a mark");
  return defect ? "!" + defect : rows.join("");
}

// totals adds up the papers of a sheaf: [name, votes] in the order of the
// ballot, and how many papers are invalid.
/** @param {BallotList} list @param {string[]} marks @returns {{names: [string, number][], invalid: number}} */
export function totals(list, marks) {
  const valid = marks.filter((text) => !text.startsWith("!") && !judge(list, [...text]));
  const sum = (i) => valid.filter((text) => text[i] === "1" || text[i] === "+").length;
  return { names: list.names.map((name, i) => [name, sum(i)]), invalid: marks.length - valid.length };
}
