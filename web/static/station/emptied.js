// @ts-check
// What is told where the browser emptied the store of the station.
import { accident, button, paragraph, part, say } from "./words.js";

/**
 * drawEmptied says that the store was emptied, "one" copy or "all", until somebody
 * has read it; "" for nothing.
 * @param {import("./vault.js").AnyVault} vault @param {string} what
 */
export function drawEmptied(vault, what) {
  const box = part("emptied");
  box.hidden = !what;
  if (!what) return;
  const actions = document.createElement("div");
  actions.className = "acts";
  actions.append(button(say("station.emptied.known"), async () => {
    box.hidden = true;
    await vault.delete("emptied");
  }), accident("storage"));
  box.replaceChildren(paragraph(say("station.emptied." + what)), actions);
}
