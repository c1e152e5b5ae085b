// @ts-check
// Waits on the tablet until the chief has typed its digits. Then what an earlier
// congress left on the tablet is deleted. Of this congress only what the tablet
// was told is: it keeps the sheaves that a server which is gone, or did not know
// it any more, never got.
import { call } from "./server.js";
import { openVault } from "./vault.js";

const next = document.getElementById("join").dataset.next;

async function ask() {
  const answer = await call("GET", "/api/v1/station");
  if (answer.ok && answer.body.device?.state === "joined") {
    await clearFor(answer.body.device.congress);
    location.replace(next);
  } else setTimeout(ask, 1500);
}

/** @param {string} congress */
async function clearFor(congress) {
  const vault = await openVault();
  const home = await vault.get("home");
  const same = home?.device?.congress === congress;
  const counted = (id) => id.startsWith("batch/") || id.startsWith("open/");
  const gone = (await vault.list("")).filter((id) => id !== "step" && !(same && counted(id)));
  await vault.delete(...gone);
}
ask();
