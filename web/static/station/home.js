// @ts-check
// Who is on the tablet and what there is to count: persons, PIN, rounds, pass,
// reader.
import { address } from "./package.js";
import { call } from "./server.js";
import { band } from "./signs.js";
import { button, paragraph, part, say, show } from "./words.js";

// problem shows why a call failed; what was typed stays.
/** @param {Answer | {code?: string, detail?: string}} answer */
export function problem(answer) {
  band("bad", answer.code === "offline" ? say("station.needs_network") : answer.detail || say("station.refused"));
}

// showPeople lets somebody take over the tablet.
/** @param {Home} home @param {() => void} done */
export function showPeople(home, done) {
  part("people").replaceChildren(...home.people.map((person) => button(person.name, () => askPIN(person, done), "b person")));
  if (home.people.length === 0) part("people").append(paragraph(say("station.no_people")));
  show("people");
  part("people").querySelector("button")?.focus();
}

// askPIN takes four digits, or the password and a new PIN where there is none.
function askPIN(person, done) {
  const form = part("pin-form");
  form.reset();
  part("pin-name").textContent = person.name;
  setMode(person.pin ? "pin" : "password");
  show("pin");
  form.onsubmit = (event) => {
    event.preventDefault();
    sendPIN(person, done);
  };
  part("pin-back").onclick = done;
  part("pin-password").onclick = () => setMode("password");
  form.elements.pin.oninput = () => form.elements.pin.value.length === 4 && sendPIN(person, done);
}

function setMode(mode) {
  const form = part("pin-form");
  form.dataset.mode = mode;
  for (const field of form.querySelectorAll("[data-mode]")) field.hidden = field.dataset.mode !== mode;
  form.elements[mode].focus();
}

async function sendPIN(person, done) {
  const form = part("pin-form");
  const { pin, password, new_pin: fresh } = form.elements;
  const input = form.dataset.mode === "pin" ? { pin: pin.value } : { password: password.value, new_pin: fresh.value };
  const answer = await call("POST", "/api/v1/station/person", { account: person.id, ...input });
  if (answer.ok) {
    band("good", say("station.hello", { name: person.name }));
    done();
    return;
  }
  pin.value = "";
  problem(answer);
  if (answer.code === "no_pin") setMode("password");
}

// showRounds lists what is being counted, and the passes that this person may take.
// Each sheaf that is left has a button: it takes the pass and opens the sheaf.
/** @param {Home} home @param {(round: Round, pass: Pass, sheaf?: number) => void} choose */
export function showRounds(home, choose) {
  const box = part("rounds");
  box.replaceChildren(...home.rounds.map((round) => {
    const card = document.createElement("section");
    const title = document.createElement("h2");
    title.textContent = round.title;
    const offered = offeredOf(round);
    card.className = offered.length ? "now-card" : "sheet";
    card.append(title, paragraph(say(saidOf(round, offered), { pass: round.passes.find((pass) => pass.other)?.other })),
      ...offered.map((pass) => passRow(round, pass, choose)));
    return card;
  }));
  if (home.rounds.length === 0) box.append(paragraph(say("station.no_round")));
  show("rounds");
  box.querySelector("button")?.focus();
}

// offeredOf lists the passes that this person may take and that have a sheaf left;
// pass C, for which somebody waits, leads.
/** @param {Round} round */
function offeredOf(round) {
  const offered = round.passes.filter((pass) => pass.mine || (!pass.other && pass.left.length > 0));
  return [...offered.filter((pass) => pass.pass === "C"), ...offered.filter((pass) => pass.pass !== "C")];
}

// saidOf says what to do with the passes of a round.
/** @param {Round} round @param {Pass[]} offered */
function saidOf(round, offered) {
  if (round.passes.some((pass) => pass.other)) return "station.pass_taken";
  if (offered.some((pass) => pass.pass === "C")) return "station.take_third";
  return offered.length ? "station.take_pass" : "station.all_entered";
}

const CHIPS = 6; // sheaves that a pass shows at once; the others follow behind its own button

function passRow(round, pass, choose) {
  const row = document.createElement("div");
  row.className = "pass";
  const head = document.createElement("p");
  const name = document.createElement("b");
  name.textContent = say("station.pass", { pass: pass.pass });
  head.append(name, say("station.pass_left", { n: pass.left.length }));
  const leads = pass.mine || pass.pass === "C";
  const chips = pass.left.slice(0, CHIPS).map((n) => {
    const chip = button(say("station.sheaf", { sheaf: n }), () => choose(round, pass, n));
    chip.setAttribute("aria-label", say("station.sheaf_of", { sheaf: n, pass: pass.pass, title: round.title }));
    return chip;
  });
  const take = say(pass.mine ? "station.pass_mine" : "station.pass_free", { pass: pass.pass });
  row.append(head, button(take, () => choose(round, pass), leads ? "b go" : "b"), ...chips);
  return row;
}

// askReader asks who reads the papers, then takes the pass.
/** @param {Round} round @param {Pass} pass @param {() => void} taken @param {() => void} back */
export function askReader(round, pass, taken, back) {
  part("reader-title").textContent = say("station.who_reads", { pass: pass.pass });
  const take = async (reader) => {
    const answer = await call("POST", address(round.round, pass.pass) + "/pair", { reader });
    if (answer.ok) taken();
    else problem(answer);
  };
  part("readers").replaceChildren(...pass.readers.map((name) => button(name, () => take(name), "b person")),
    button(say("station.no_reader"), () => take(""), "b person"));
  part("reader-back").onclick = back;
  show("reader");
  part("readers").querySelector("button").focus();
}

// leavePass gives back a pass in which nothing was entered.
export async function leavePass(round, pass) {
  return call("POST", address(round, pass) + "/leave", {});
}
