// @ts-check
// Waits on the tablet until the chief has typed its digits. What an earlier
// congress left on the tablet is deleted first.
import { call } from "./server.js";
import { openVault } from "./vault.js";

const next = document.getElementById("join").dataset.next;
await (await openVault()).clear();

async function ask() {
  const answer = await call("GET", "/api/v1/station");
  if (answer.ok && answer.body.device?.state === "joined") location.replace(next);
  else setTimeout(ask, 1500);
}
ask();
