// @ts-check
// The state line: connected; no network, counting goes on; needs attention.
// It is found out, never set by hand. Beside it "?" leads to what to do.
import { part, say } from "./words.js";

/** @param {{online: boolean, waiting: number, refused: number, stopped: string, held: boolean, lasting: boolean}} now */
export function showState({ online, waiting, refused, stopped, held, lasting }) {
  const line = part("state");
  let kind = "ok";
  let accident = "";
  let text = say(waiting ? "station.state.sending" : "station.state.connected", { n: waiting });
  if (refused || stopped || held || !lasting) {
    kind = "attention";
    if (held) text = say("station.state.held", { n: waiting });
    else if (refused) text = say("station.state.refused", { n: refused });
    else if (stopped === "not_shown") text = say("station.state.not_shown", { n: waiting });
    else if (stopped) text = say("station.state.stopped", { n: waiting });
    else text = say("station.state.memory");
    if (refused) accident = "refused";
    else if (!stopped) accident = "storage";
    else if (["device_revoked", "not_found", "not_shown"].includes(stopped)) accident = "stranger"; // else somebody signs in
  } else if (!online) {
    [kind, accident] = ["offline", "network"];
    text = say(waiting ? "station.state.offline_waiting" : "station.state.offline", { n: waiting });
  }
  line.className = "station-state " + kind;
  if (line.textContent !== text) line.textContent = text;
  part("help").hidden = !accident;
  part("help").href = "/su-co#" + accident;
}
