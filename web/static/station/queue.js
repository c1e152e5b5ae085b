// @ts-check
// Sealed batches on their way to the server. Each is sent until it is
// answered; its id makes a repeat harmless. What the server refuses stays, and
// the pair decides: nothing is dropped by itself. The page has them as well as
// the store: what empties the store while the page is open loses nothing.
import { call } from "./server.js";

const SHORTEST = 500; // milliseconds between tries
const LONGEST = 10000;

export class Queue {
  /** @type {string[]} */
  waiting = []; // ids
  /** @type {Map<string, {url: string, about: About, body: any}>} */
  entries = new Map(); // of those that wait, by id
  /** @type {Map<string, Answer & About>} */
  refused = new Map(); // by id
  pause = SHORTEST;
  held = false; // the server shows another log than the one that this tablet remembers
  stopped = ""; // code of why nothing is sent until somebody signs in

  /**
   * changed is told after every step; hear takes every answer; accepted is
   * told what a batch was about once it was acknowledged and before it
   * leaves the store.
   * @param {import("./vault.js").AnyVault} vault
   * @param {() => void} changed
   * @param {(answer: Answer) => Answer} hear
   * @param {(about: About) => void} accepted
   * @param {() => Promise<string>} whyWait is asked before anything is sent: "" to send, "held", or a code
   */
  constructor(vault, changed, hear, accepted, whyWait = async () => "") {
    this.vault = vault;
    this.changed = changed;
    this.hear = hear;
    this.accepted = accepted;
    this.whyWait = whyWait;
  }

  async load() {
    this.entries.clear();
    this.waiting = [];
    let whole = true;
    for (const id of await this.vault.list("batch/")) {
      const entry = await this.vault.get(id);
      if (entry) {
        this.entries.set(id, entry);
        this.waiting.push(id);
      } else {
        whole = false;
        await this.vault.delete(id);
      }
    }
    this.changed();
    this.flush();
    return whole;
  }

  /** storeAgain puts into an emptied store what the page still has. */
  storeAgain() {
    return this.vault.put(Object.fromEntries(this.entries));
  }

  // keep stores a batch, in place of the open sheaf.
  async keep(entry, openSheaf = []) {
    const id = "batch/" + entry.url.split("/").pop();
    await this.vault.put({ [id]: entry }, openSheaf);
    this.entries.set(id, entry);
    if (!this.waiting.includes(id)) this.waiting.push(id);
  }

  // forget lets go of a batch.
  async forget(id) {
    await this.vault.delete(id);
    this.entries.delete(id);
    this.waiting = this.waiting.filter((other) => other !== id);
  }

  /**
   * add stores a batch in place of the open sheaf and sends it soon.
   * @param {string} url @param {About} about @param {object} body @param {string} openSheaf
   */
  async add(url, about, body, openSheaf) {
    await this.keep({ url, about, body }, [openSheaf]);
    this.changed();
    this.flush();
  }

  // bring takes over batches that were carried here from another tablet.
  async bring(entries) {
    for (const { url, about, body } of entries) await this.keep({ url, about, body });
    this.changed();
    this.soon();
  }

  // flush sends what waits; one call at a time.
  async flush() {
    clearTimeout(this.timer);
    if (this.sending) return;
    this.sending = true;
    try {
      const ready = this.waiting.filter((id) => !this.refused.has(id));
      const why = ready.length > 0 ? await this.whyWait() : "";
      this.held = why === "held";
      if (why && why !== "held" && why !== "offline") this.stopped = why;
      for (const id of why ? [] : ready) {
        if (!(await this.sendOne(id))) break;
        this.pause = SHORTEST; // there is a network
      }
    } finally {
      this.sending = false;
      this.changed();
      const left = this.waiting.some((id) => !this.refused.has(id));
      if (left && !this.held) this.timer = setTimeout(() => this.flush(), this.pause);
      this.pause = left ? Math.min(this.pause * 2, LONGEST) : SHORTEST;
    }
  }

  // heldOf gives the batches of a pass that the server does not have yet.
  heldOf(round, pass) {
    return [...this.entries.values()].filter(({ about }) => about.round === round && about.pass === pass);
  }

  /** sendOne gives false when there is no use in trying the next. @param {string} id @returns {Promise<boolean>} */
  async sendOne(id) {
    const entry = this.entries.get(id);
    if (!entry) return true; // another page has taken over
    const answer = this.hear(await call("PUT", entry.url, entry.body));
    if (answer.ok) {
      if (answer.body?.batch !== id.split("/").pop()) return false; // no receipt for this batch
      this.accepted(entry.about); // first, so that the sheaf is offered to nobody again
      await this.forget(id);
    } else if (answer.code === "offline") {
      return false;
    } else if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
      this.stopped = answer.code; // somebody must sign in, or this is another server; the batches wait
      return false;
    } else {
      this.refused.set(id, { ...answer, ...entry.about });
    }
    this.stopped = "";
    this.changed();
    return true;
  }

  // drop forgets a refused batch: its sheaf is entered again from the paper.
  async drop(id) {
    await this.forget(id);
    this.refused.delete(id);
    this.changed();
  }

  // stop sends nothing any more: another page of this browser does.
  stop() {
    clearTimeout(this.timer);
    this.sending = true;
  }

  // retry tries refused batches again, after the chief has cleared the way.
  retry() {
    this.refused.clear();
    this.soon();
  }

  // soon tries at once, as when the network comes back.
  soon() {
    this.pause = SHORTEST;
    this.flush();
  }
}
