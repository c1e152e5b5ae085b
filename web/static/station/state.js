// @ts-check
// The state line: connected; no network, counting goes on; needs attention.
// It is found out, never set by hand.
import { part, say } from "./words.js";

/** @param {{online: boolean, waiting: number, refused: number, stopped: string, lasting: boolean}} now */
export function showState({ online, waiting, refused, stopped, lasting }) {
  const line = part("state");
  let kind = "ok";
  let text = say(waiting ? "station.state.sending" : "station.state.connected", { n: waiting });
  if (refused || stopped || !lasting) {
    kind = "attention";
    if (refused) text = say("station.state.refused", { n: refused });
    else if (stopped) text = say("station.state.stopped", { n: waiting });
    else text = say("station.state.memory");
  } else if (!online) {
    kind = "offline";
    text = say(waiting ? "station.state.offline_waiting" : "station.state.offline", { n: waiting });
  }
  line.className = "station-state " + kind;
  if (line.textContent !== text) line.textContent = text;
}
