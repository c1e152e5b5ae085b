// @ts-check
// A server answers that does not know this tablet. What the tablet holds stays,
// and the pair is told how to bring it home.
import { lock } from "./carry.js";
import { totals } from "./marks.js";
import { band } from "./signs.js";
import { paragraph, part, say, show } from "./words.js";

// holds lists what is on this tablet: sheaves that are sealed, and those under way.
/** @param {import("./vault.js").AnyVault} vault */
async function holds(vault) {
  const all = async (prefix) => (await Promise.all((await vault.list(prefix)).map((id) => vault.get(id)))).filter(Boolean);
  const [sealed, open] = await Promise.all([all("batch/"), all("open/")]);
  const sheaves = [...sealed.map(({ about, body }) => ({ sheaf: about.sheaf, pass: about.pass, papers: body.n, sealed: true })),
    ...open.map(({ number, pass, papers }) => ({ sheaf: number, pass, papers: papers.length, sealed: false }))];
  return { sealed, sheaves };
}

/** @param {import("./vault.js").AnyVault} vault @param {Home | null} home what was kept when it joined */
export async function showStranger(vault, home) {
  const held = await holds(vault);
  if (home?.device || held.sheaves.length > 0) showHeld(vault, held, "station.foreign.stranger");
  else show("stranger");
}

/**
 * showFork: the server shows another log than the one that this tablet remembers.
 * What the tablet holds stays, as with a server that does not know it.
 * @param {import("./vault.js").AnyVault} vault
 */
export async function showFork(vault) {
  showHeld(vault, await holds(vault), "station.foreign.fork");
}

function showHeld(vault, { sealed, sheaves }, title) {
  part("foreign-title").textContent = say(title);
  part("foreign-where").textContent = location.host;
  part("foreign-held").replaceChildren(...(sheaves.length ? sheaves.map((s) =>
    paragraph(say(s.sealed ? "station.foreign.sealed" : "station.foreign.open", { sheaf: s.sheaf, pass: s.pass, n: s.papers })))
    : [paragraph(say("station.foreign.nothing"))]));
  part("foreign-print").hidden = sealed.length === 0;
  part("foreign-print").onclick = () => printTotals(vault, sealed);
  part("foreign-file").hidden = sealed.length === 0;
  part("foreign-file").onsubmit = (event) => {
    event.preventDefault();
    saveFile(sealed, event.target.elements.secret.value);
  };
  show("foreign");
}

// saveFile gives the sealed sheaves as a file that is read with the same words
// on another machine of the hall; here they stay.
async function saveFile(sealed, secret) {
  if (!globalThis.crypto?.subtle) {
    band("bad", say("station.carry.insecure"));
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await lock(sealed, secret)], { type: "application/json" }));
  link.download = "tap-phieu.kpt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  band("good", say("station.carry.saved", { n: sealed.length }));
}

// printTotals prints the totals of each sealed sheaf, for the paper form that
// goes to the chief where no server can be reached: votes for each row and
// papers set aside; neither a code nor the marks of a single paper.
async function printTotals(vault, batches) {
  const pages = await Promise.all(batches.map(async ({ about, body }) => {
    const pack = await vault.get(`package/${about.round}/${about.pass}`);
    return sheet(pack, about, body);
  }));
  part("totals").replaceChildren(...pages);
  window.print();
}

/** @param {Pack | null} pack @param {About} about @param {any} body */
function sheet(pack, about, body) {
  const page = document.createElement("section");
  page.append(paragraph(pack?.title ?? "", "title"), paragraph(say("station.totals.head", { sheaf: about.sheaf, pass: about.pass, n: body.n })));
  const table = document.createElement("table");
  const sums = pack ? totals(pack.list, body.marks) : { names: [], invalid: 0 };
  const lines = [...sums.names, [say("station.totals.invalid"), sums.invalid]];
  if (body.set_aside.every((entry) => entry.cause !== "no_code")) { // papers without codes lie in the sheaf like any other
    lines.push([say("station.totals.aside"), body.set_aside.reduce((n, entry) => n + entry.count, 0)]);
  }
  for (const [name, n] of lines) {
    const row = table.insertRow();
    row.insertCell().textContent = String(name);
    row.insertCell().textContent = String(n);
  }
  page.append(table, paragraph(say("station.totals.sign")));
  return page;
}
