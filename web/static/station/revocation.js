// @ts-check
// Whether this tablet was shut out by the installation that admitted it. No
// other answer, of whatever server, makes it delete what it holds.
import { genuine } from "./package.js";
import { call } from "./server.js";

/**
 * revoked asks for the signed word and checks it against the key that the
 * tablet was given when it joined. Where nothing can be checked it is false.
 * @param {Home | null} home what was kept when the tablet joined
 */
export async function revoked(home) {
  if (!home?.device?.id || !home.key) return false;
  const answer = await call("GET", `/api/v1/devices/${encodeURIComponent(home.device.id)}/revocation`);
  if (!answer.ok || typeof answer.body?.text !== "string") return false;
  const { text, signature } = answer.body;
  if ((await genuine(home.key, text, signature)) !== "yes") return false;
  try {
    return JSON.parse(text).revoked === home.device.id;
  } catch {
    return false;
  }
}
