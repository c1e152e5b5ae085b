// @ts-check
// The counting station: finds out who is on it, loads a pass, and leads from
// sheaf to sheaf. It works without a network once the pass is loaded.
import { takePlace } from "./alone.js";
import { isCheckSheet } from "./check.js";
import { unlock } from "./carry.js";
import { Reader } from "./code.js";
import { atWork, closeDesk, crowded, inHand, openDesk, scan, storeAgain, wireDesk } from "./desk.js";
import { drawEmptied } from "./emptied.js";
import { wireCamera } from "./eye.js";
import { fail, Failure } from "./guard.js";
import { askReader, leavePass, problem, showPeople, showRounds } from "./home.js";
import { Beside } from "./machine.js";
import { handover, needed, trust } from "./offered.js";
import { address, labelSheaf, loadPackage, packageId } from "./package.js";
import { lay, practiceJob } from "./practice.js";
import { Queue } from "./queue.js";
import { checks, offer, openCheck, startMachine, stopCheck, stopMachine, wireReading } from "./reading.js";
import { drawRefused } from "./refused.js";
import { revoked } from "./revocation.js";
import { call } from "./server.js";
import { Sheaf } from "./sheaf.js";
import { keepShell, renew } from "./shell.js";
import { band, sign, status } from "./signs.js";
import { showState } from "./state.js";
import { showFork, showStranger } from "./stranger.js";
import { openVault } from "./vault.js";
import { forks, refusal } from "../witness.js";
import { button, part, root, say, show } from "./words.js";

const BEAT = 5000; // milliseconds between signs of life, and until a tablet knows that it was shut out
const PAGE = Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join(""); // names this page
/**
 * @type {{vault: import("./vault.js").AnyVault, queue: Queue, home: Home | null, online: boolean, twice: boolean,
 *   pack: Pack | null, wanted?: number, finished?: number, loading?: ReturnType<typeof loadPackage>, beating?: number, round: string, pass: string}}
 */
const state = { vault: null, queue: null, home: null, online: true, twice: false, pack: null, round: "", pass: "" };

async function start() {
  wire();
  if (!(await takePlace(forced(), elsewhere))) {
    elsewhere();
    return;
  }
  state.vault = await openVault();
  if (state.vault.trouble && !withoutStore()) throw new Failure("storage", state.vault.trouble);
  state.queue = new Queue(state.vault, refreshState, hear, accepted, whyWait);
  keepShell(atWork);
  navigator.storage?.persist?.();
  state.vault.told = emptied;
  if (!(await state.queue.load())) await tellEmptied("all");
  drawEmptied(state.vault, (await state.vault.get("emptied")) ?? "");
  await goHome();
  state.beating = setInterval(beat, BEAT);
}

// emptied: the store was emptied while the page is open. What the page has goes
// back into it, and the pair is told.
/** @param {string} what */
async function emptied(what) {
  if (what === "all") {
    const { home, pack, queue } = state;
    await state.vault.put({ ...(home && { home }), ...(pack && { [packageId(pack.round, pack.pass)]: pack }) });
    await queue.storeAgain();
    await storeAgain();
  }
  await tellEmptied(what);
}

/** tellEmptied keeps what is told until somebody has read it. @param {string} what */
async function tellEmptied(what) {
  await state.vault.put({ emptied: what });
  drawEmptied(state.vault, what);
  if (atWork()) band("warn", say("station.emptied." + what));
}

// withoutStore: somebody chose to count on a tablet whose store does not open.
const withoutStore = () => new URLSearchParams(location.search).get("cat") === "khong";

// forced: somebody chose to go on here and not in the other page.
const forced = () => new URLSearchParams(location.search).get("trang") === "nay";

// elsewhere: another page of this browser counts. This one stops, and writes
// nothing over what the other stores.
function elsewhere() {
  clearInterval(state.beating);
  state.queue?.stop();
  closeDesk();
  state.pack = null;
  show("elsewhere");
}

function refreshState() {
  const { queue, vault, online, home } = state;
  const refused = queue.refused.size;
  showState({ online, waiting: queue.waiting.length - refused, refused, stopped: queue.stopped, held: queue.held, lasting: vault.lasting,
    unsaved: vault.unsaved, twice: state.twice });
  const pair = state.pack ? [state.pack.pair.typist, state.pack.pair.reader] : [home?.person?.name];
  part("who").textContent = pair.filter(Boolean).join(" – ") || say("station.options");
  drawRefused(queue, chooseAgain);
}

const chooseAgain = () => !atWork() && state.pack && enterPass();

// accepted marks a sheaf as entered once the server has it, also in a package that
// is on its way and may have been drawn up before that. Its codes are forgotten.
/** @param {About} about */
async function accepted({ round, pass, sheaf }) {
  await state.loading?.catch(() => {}); // whoever asked for it is told
  const same = state.pack?.round === round && state.pack?.pass === pass;
  const pack = same ? state.pack : await state.vault.get(packageId(round, pass));
  const entry = pack?.sheaves.find((s) => s.number === sheaf);
  if (entry && !entry.entered.includes(pass)) entry.entered.push(pass);
  if (pack) await state.vault.put({ [packageId(round, pass)]: pack });
  if (!atWork()) sign("saved", say("station.sent", { sheaf }));
  if (same && pack.machine) await lookAgain();
}

// lookAgain loads the pass once more where a machine reads: after any sheaf it
// may be trusted no longer. Who has opened the next sheaf goes on.
async function lookAgain() {
  const { round, pass } = state;
  state.loading = loadPackage(state.vault, state.home.key, round, pass);
  const { pack } = await state.loading.catch(() => ({ pack: null }));
  if (!pack || atWork() || state.round !== round || state.pass !== pass || root.dataset.now !== "choose") return;
  state.pack = pack;
  await offerSheaves();
}

// beat tells the server that the station lives, how much it holds and its clock.
async function beat() {
  const answer = await call("POST", "/api/v1/station/state", { waiting: state.queue.waiting.length, clock: Date.now(), page: PAGE });
  state.twice = answer.code === "device_twice";
  hear(answer);
  if (!answer.ok && !state.twice) return;
  if (state.queue.waiting.length) state.queue.soon();
  if (root.dataset.now === "unreachable") goHome();
}

// hear learns from any answer whether there is a network. A tablet that is not
// known any more asks for proof.
/** @param {Answer} answer */
function hear(answer) {
  state.online = answer.code !== "offline";
  if (answer.code === "device_revoked") shutOut();
  refreshState();
  return answer;
}

// shutOut deletes everything where the installation that admitted this tablet
// says, signed, that it was shut out. Any other server, a restored older copy,
// a cookie that is gone: then everything stays, and the page says who answers
// and what to do.
async function shutOut() {
  const home = await state.vault.get("home");
  if (await revoked(home)) {
    await state.vault.clear();
    await state.queue.load();
    band("bad", say("station.revoked"));
    leaveDesk("stranger");
  } else if (!atWork()) {
    state.online = false; // this is not our server
    await showStranger(state.vault, home);
    refreshState();
  }
}

function leaveDesk(screen) {
  closeDesk();
  state.pack = null;
  show(screen);
  root.focus();
}

// goHome shows what this person can do now.
async function goHome() {
  stopCheck();
  closeDesk();
  state.pack = null;
  part("practice-paper").hidden = true;
  const answer = hear(await call("GET", "/api/v1/station"));
  if (answer.ok) {
    state.home = answer.body;
    if (state.vault.emptied) await foundEmpty();
    await keepKey();
  } else {
    state.home = answer.code === "offline" ? await state.vault.get("home") : null;
  }
  if (answer.ok && (await whyWait()) === "held") return;
  if (answer.ok || state.home) state.queue.soon();
  const { home } = state;
  part("change-person").hidden = !home?.device || !home?.person;
  if (answer.code === "device_revoked") return; // shutOut shows what holds
  if (!home && answer.code === "offline") show("unreachable");
  else if (!home) await nobodyHere();
  else if (home.device?.state === "waiting") waitForChief();
  else if (home.device && !home.person) showPeople(home, goHome);
  else fromAddress();
  refreshState();
}

// nobodyHere: the server does not know who is here. A tablet that has lost its key
// shows what it holds and how to bring it home; at a computer people sign in again.
async function nobodyHere() {
  const kept = await state.vault.get("home");
  if (kept?.device) await showStranger(state.vault, kept);
  else show("stranger");
}

// foundEmpty tells of a store that was empty at the start. That of a tablet which
// has just joined is not: joining writes to it.
async function foundEmpty() {
  const { emptied } = state.vault;
  state.vault.emptied = "";
  if (emptied === "one" || state.home.device?.state === "joined") await tellEmptied(emptied);
}

// whyWait holds the logs of what is counted here against those that this tablet
// remembers. Where one is another log nothing is loaded or sent any more, until
// somebody has compared it with the paper: that is "held". Where the server does
// not show them nothing is sent either: the code of why.
async function whyWait() {
  const { home } = state;
  const joined = home?.device?.state === "joined" ? [home.device.congress] : [];
  const ids = [...joined, ...(home?.rounds ?? []).map((round) => round.congress)].filter(Boolean);
  const { found: [fork], silent } = await forks([...new Set(ids)]);
  if (!fork) return silent;
  if (atWork() || (root.dataset.now === "foreign" && document.getElementById("so-khac"))) return "held";
  closeDesk();
  state.pack = null;
  document.getElementById("so-khac")?.remove();
  await showFork(state.vault);
  root.querySelector('[data-screen="foreign"]').prepend(refusal(fork, "", goHome));
  return "held";
}

// keepKey keeps to the first key that a joined tablet was given.
async function keepKey() {
  const kept = await state.vault.get("home");
  if (state.home.device && kept?.device && kept.key !== state.home.key) state.home.key = kept.key;
  await state.vault.put({ home: state.home });
}

function waitForChief() {
  show("waiting");
  setTimeout(goHome, 2000);
}

// fromAddress opens the pass that the address names ("#ROUND/A"), or the list.
function fromAddress() {
  const [id, name] = decodeURIComponent(location.hash.slice(1)).split("/");
  const round = state.home.rounds.find((r) => r.round === id);
  const pass = round?.passes.find((p) => p.pass === name);
  if (pass) choosePass(round, pass);
  else showRounds(state.home, choosePass);
}

/** @param {Round} round @param {Pass} pass @param {number} [sheaf] the one that is to be opened at once */
function choosePass(round, pass, sheaf) {
  history.replaceState(null, "", `#${round.round}/${pass.pass}`);
  Object.assign(state, { round: round.round, pass: pass.pass, wanted: sheaf, finished: undefined });
  if (pass.mine) enterPass();
  else if (pass.other) {
    band("bad", say("station.pass_taken", { pass: pass.other }));
    toRounds();
  } else askReader(round, pass, () => keepPass(pass), toRounds);
}

// keepPass keeps that the pass was taken: without a network the page starts
// from what it kept. Sheaves that a tablet had before it was joined anew go now.
/** @param {Pass} pass */
async function keepPass(pass) {
  pass.mine = true;
  await state.vault.put({ home: state.home });
  state.queue.retry();
  await enterPass();
}

function toRounds() {
  history.replaceState(null, "", location.pathname);
  goHome();
}

// enterPass loads the pass and offers its sheaves, first the one left open.
async function enterPass() {
  closeDesk();
  if ((await whyWait()) === "held") return;
  state.loading = loadPackage(state.vault, state.home.key, state.round, state.pass);
  const loaded = await state.loading;
  state.online = !loaded.offline && loaded.problem !== "offline";
  if (["signature", "package"].includes(loaded.problem)) {
    fail(new Failure(loaded.problem));
    return;
  }
  if (loaded.problem) {
    refreshState();
    problem({ code: loaded.problem, detail: loaded.detail });
    show("unreachable");
    return;
  }
  state.pack = loaded.pack;
  root.classList.toggle("rehearsal", loaded.pack.rehearsal);
  part("title").textContent = loaded.pack.title;
  refreshState();
  if (loaded.pack.check?.length) {
    await openCheck(state.pack, enterPass);
    return;
  }
  const open = await state.vault.get(openId());
  const { wanted } = state;
  state.wanted = undefined;
  if (open) {
    offerOpen(open);
    return;
  }
  await offerSheaves();
  if (wanted) openNumber(wanted);
}

const openId = () => `open/${state.round}/${state.pass}`;

// offerOpen tells what survived a reload or an empty battery.
function offerOpen(open) {
  const sheaf = Sheaf.from(state.pack.list, open);
  const last = sheaf.papers.at(-1);
  part("resume-text").textContent = say(last?.hash ? "station.resume_after" : "station.resume", {
    sheaf: sheaf.number, n: sheaf.papers.length, size: sheaf.size, next: sheaf.papers.length + 1,
  });
  part("resume-actions").replaceChildren(
    button(say("station.resume_go", { sheaf: sheaf.number }), () => openSheaf(sheaf), "b go"),
    button(say("station.resume_drop"), () => state.vault.delete(openId()).then(offerSheaves)));
  show("resume");
  part("resume-actions").querySelector("button").focus();
}

// heldHere gives the batches of this pass that the server does not have yet.
const heldHere = () => state.queue.heldOf(state.pack.round, state.pack.pass);

// offerSheaves lists the sheaves that this pass still has to enter.
async function offerSheaves() {
  renew();
  const { pack } = state;
  const held = heldHere().map(({ about }) => about.sheaf);
  if (atWork()) return;
  const open = pack.sheaves.filter((s) => needed(s, pack.pass) && !held.includes(s.number));
  part("trust").textContent = trust(pack);
  part("trust").classList.toggle("bad", Boolean(pack.trust?.fault));
  part("sheaves").replaceChildren(...open.map((s, i) =>
    button(say("station.open_sheaf", { sheaf: s.number, size: s.size }), () => openNumber(s.number), i ? "b" : "b go")));
  [part("handover").textContent, part("no-sheaf").textContent] = handover(pack, open, state.finished);
  part("pass-c").hidden = pack.pass !== "C";
  part("label-field").hidden = open.length === 0;
  part("leave-pass").hidden = pack.sheaves.some((s) => s.entered.includes(pack.pass)) || held.length > 0;
  show("choose");
  (part("sheaves").querySelector("button") || part("to-rounds")).focus();
}

/** @param {number} number */
function openNumber(number) {
  const entry = state.pack.sheaves.find((s) => s.number === number);
  if (!entry) {
    band("bad", say("station.no_such_sheaf", { sheaf: number }));
    return;
  }
  if (entry.entered.includes(state.pack.pass)) {
    band("warn", say("station.sheaf_entered", { sheaf: number }));
    return;
  }
  openSheaf(new Sheaf(state.pack.list, entry.number, entry.size, state.pack.pass));
}

/** @param {Sheaf} sheaf */
async function openSheaf(sheaf) {
  const { pack } = state;
  const held = heldHere().flatMap(({ body }) => body.tokens);
  const machine = await startMachine(pack, new Reader(pack.tag, pack.manifest, []));
  openDesk({
    beside: machine && new Beside(machine),
    pack,
    sheaf,
    reader: new Reader(pack.tag, pack.manifest, held),
    save: (s) => state.vault.put({ [openId()]: s.stored }),
    seal: sealSheaf,
    leave: () => {
      stopMachine();
      return enterPass();
    },
  });
}

// sealSheaf puts the batch in place of the open sheaf: what is stored from
// here on joins no code with its marks.
/** @param {Sheaf} sheaf */
async function sealSheaf(sheaf) {
  const { pack } = state;
  const about = { round: pack.round, pass: pack.pass, sheaf: sheaf.number };
  await state.queue.add(`${address(pack.round, pack.pass)}/batches/${sheaf.id}`, about, bodyOf(sheaf), openId());
  stopMachine();
  closeDesk();
  state.finished = sheaf.number;
  sign("saved", say("station.saved", { sheaf: sheaf.number }));
  await offerSheaves();
}

// bodyOf gives what is sent of a sheaf.
/** @param {Sheaf} sheaf */
function bodyOf(sheaf) {
  const { pair, machine } = state.pack;
  const body = { ...sheaf.batch(), account: pair.account };
  return machine ? { ...body, machine: sheaf.machineBatch() } : body;
}

// carried takes over sealed sheaves of a tablet that lost its server.
async function carried(form) {
  const { file, secret } = form.elements;
  const batches = await unlock((await file.files[0]?.text()) ?? "", secret.value);
  if (!batches) {
    band("bad", say("station.carry.unread"));
    return;
  }
  await state.queue.bring(batches);
  form.reset();
  band("good", say("station.carry.brought", { n: batches.length }));
}

function practice() {
  const job = practiceJob(goHome);
  part("title").textContent = say("station.practice.title");
  openDesk(job);
  lay(job.papers, job.sheaf, scan);
  band("", say("station.practice.begin"));
}

// scanned takes what camera or scanner read, wherever the pair is.
/** @param {string} text @param {boolean} byCamera */
function scanned(text, byCamera) {
  if (atWork()) {
    if (isCheckSheet(text) || text.toUpperCase().startsWith("KP1")) scan(text, byCamera);
    return;
  }
  if (checks(text)) return;
  const number = state.pack && root.dataset.now === "choose" ? labelSheaf(state.pack, text) : null;
  if (number === 0) status("other_round");
  else if (number) openNumber(number);
}

function wire() {
  wireReading(toRounds);
  wireDesk();
  wireCamera((text) => scanned(text, true), crowded, offer);
  part("menu").addEventListener("click", ({ target }) => target.closest("button") && (part("menu").open = false));
  part("menu").addEventListener("keydown", ({ key }) => key === "Escape" && (part("menu").open = false));
  part("to-rounds").addEventListener("click", toRounds);
  part("leave-pass").addEventListener("click", async () => {
    const answer = await leavePass(state.round, state.pass);
    if (answer.ok) toRounds();
    else problem(answer);
  });
  part("change-person").addEventListener("click", async () => {
    const answer = await call("POST", "/api/v1/station/person", { account: "" });
    if (answer.ok) toRounds();
    else problem(answer);
  });
  for (const b of root.querySelectorAll("[data-act=practice]")) b.addEventListener("click", practice);
  for (const b of root.querySelectorAll("[data-act=home]")) b.addEventListener("click", goHome);
  part("label").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const { value } = event.target;
    event.target.value = "";
    if (/^\d+$/.test(value.trim())) openNumber(Number(value));
    else scanned(value, false);
  });
  part("carried").addEventListener("submit", (event) => {
    event.preventDefault();
    carried(event.target);
  });
  part("left-hand").addEventListener("click", () => leftHand(!root.classList.contains("left")));
  leftHand(localStorage.getItem("kiemphieu-left") === "yes");
  window.addEventListener("hashchange", () => !atWork() && goHome());
  window.addEventListener("online", () => state.queue?.soon());
  window.addEventListener("offline", () => hear({ ok: false, code: "offline" }));
  window.addEventListener("beforeunload", (event) => {
    if (inHand() || (!state.vault?.lasting && (atWork() || state.queue?.waiting.length))) event.preventDefault();
  });
}

function leftHand(on) {
  root.classList.toggle("left", on);
  part("left-hand").setAttribute("aria-pressed", String(on));
  localStorage.setItem("kiemphieu-left", on ? "yes" : "no");
}

start();
