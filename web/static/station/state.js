// @ts-check
// The state line: connected; no network, counting goes on; needs attention.
// It is found out, never set by hand. Beside it "?" leads to what to do.
import { part, say } from "./words.js";

/**
 * @typedef {{online: boolean, waiting: number, refused: number, stopped: string, held: boolean, lasting: boolean,
 *   unsaved?: boolean, twice?: boolean}} Now
 */

/** @param {Now} now */
export function showState(now) {
  const line = part("state");
  const [kind, key, accident] = stateOf(now);
  const text = say("station.state." + key, { n: key === "refused" ? now.refused : now.waiting });
  line.className = "station-state " + kind;
  if (line.textContent !== text) line.textContent = text;
  part("help").hidden = !accident;
  part("help").href = "/su-co#" + accident;
}

/** stateOf gives the kind of the line, its sentence, and the accident in which it is told what to do. @param {Now} now */
function stateOf({ online, waiting, refused, stopped, held, lasting, unsaved, twice }) {
  if (held) return ["attention", "held", "stranger"];
  if (refused) return ["attention", "refused", "refused"];
  if (unsaved) return ["attention", "unsaved", "storage"];
  if (twice) return ["attention", "twice", "copied"];
  if (stopped === "not_shown") return ["attention", "not_shown", "stranger"];
  if (["device_revoked", "not_found"].includes(stopped)) return ["attention", "stopped", "stranger"];
  if (stopped) return ["attention", "stopped", ""]; // somebody signs in
  if (!lasting) return ["attention", "memory", "storage"];
  if (!online) return ["offline", waiting ? "offline_waiting" : "offline", "network"];
  return ["ok", waiting ? "sending" : "connected", ""];
}
