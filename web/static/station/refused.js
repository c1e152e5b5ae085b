// @ts-check
// Batches that the server did not take: nothing is lost or dropped until the
// pair says so.
import { accident, button, paragraph, part, say } from "./words.js";

// drawRefused lists them.
/** @param {import("./queue.js").Queue} queue @param {() => void} dropped is told when the pair enters one again */
export function drawRefused(queue, dropped) {
  part("refused").replaceChildren(...[...queue.refused].map(([id, entry]) => {
    const box = document.createElement("div");
    box.className = "problem flash bad";
    const actions = document.createElement("div");
    actions.className = "acts";
    actions.append(
      button(say("station.refused_retry"), () => queue.retry()),
      button(say("station.refused_again"), () => queue.drop(id).then(dropped)),
      accident("refused"),
    );
    box.append(paragraph(say("station.refused_sheaf", { sheaf: entry.sheaf, pass: entry.pass, why: entry.detail || entry.code })), actions);
    return box;
  }));
}
