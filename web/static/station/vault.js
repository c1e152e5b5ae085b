// @ts-check
// What a tablet keeps over a reload or an empty battery: packages, the open
// sheaf, sealed batches. Each is one encrypted value under a key of its own
// that no script can read out; with the value its key is deleted. Writing is
// done once it is on the disk (durability "strict").
//
// Chromium throws a whole database away when it finds the end of its file
// torn, as a battery that dies leaves it. So there are two copies, in storage
// buckets that share no file, written one after the other: what tears one
// leaves the other whole, and the next start makes them equal again. So it is
// where somebody or the browser empties one, or both: a copy that is closed under
// the page is opened anew, and the page is told what is gone.
//
// Without a secure origin browsers give neither keys nor a lasting store;
// then values live in memory alone and the page says so. So they do where a
// store is but does not open; then the vault knows its trouble.
import { unwrap, wrap } from "../vendor/idb.js";

const STRICT = { durability: "strict" };
const STEP = "step"; // id of the number that grows with every writing
const PATIENCE = 5000; // milliseconds that the second copy may take
const LOCKED = 20000; // milliseconds after which a first copy does not open any more
const STOPPED = ["AbortError", "InvalidStateError", "UnknownError"]; // errors of a copy that is closed under a writing
const TRIES = 4;
const AGAIN = 200; // milliseconds until a copy that does not open anew is tried again

// inTime gives up on what takes too long; writing the first copy has no limit.
const inTime = (work, limit = PATIENCE) =>
  Promise.race([work, new Promise((_, refuse) => setTimeout(() => refuse(new Error("does not answer")), limit))]);

/** @typedef {Vault | Memory} AnyVault */

/** @returns {Promise<AnyVault>} */
export async function openVault() {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return new Memory();
  try {
    const copies = await openCopies();
    return new Vault(copies, await agree(copies));
  } catch (trouble) {
    return new Memory(trouble);
  }
}

const openCopies = async () => [await inTime(openCopy(indexedDB), LOCKED), ...(await openSecond())];

function openCopy(factory) {
  const request = factory.open("kiemphieu", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys");
    request.result.createObjectStore("values");
  };
  return wrap(request);
}

const held = []; // Chromium stops answering for a bucket once nothing refers to it

// openSecond gives nothing where the browser has no buckets.
async function openSecond() {
  try {
    const bucket = await navigator.storageBuckets.open("second-copy", { persisted: true });
    held.push(bucket);
    return [await inTime(openCopy(bucket.indexedDB))];
  } catch {
    return [];
  }
}

// agree fills the copy that is behind from the one written last, and gives its
// step, and what was empty: "all", "one" or "". One that was never written is
// behind the first; a second one that cannot be filled is left out.
async function agree(copies) {
  const written = await Promise.all(copies.map((db) => db.get("values", STEP)));
  const steps = written.map((step, i) => step ?? -i);
  const newest = Math.max(...steps);
  const stores = await readAll(copies[steps.indexOf(newest)]);
  for (const [i, db] of copies.entries()) {
    if (steps[i] === newest) continue;
    const filled = write(db, (store) => {
      store.clear();
      for (const [id, value] of stores[store.name]) store.put(value, id);
    });
    await (i === 0 ? filled : inTime(filled).catch(() => copies.splice(i)));
  }
  const empty = written.filter((step) => step === undefined).length;
  return { step: newest, emptied: empty === written.length ? "all" : empty > 0 ? "one" : "" };
}

async function readAll(db) {
  const tx = db.transaction(["keys", "values"]);
  const read = async (name) => {
    const store = tx.objectStore(name);
    const [ids, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
    return ids.map((id, i) => [id, values[i]]);
  };
  const [keys, values] = await Promise.all([read("keys"), read("values")]);
  return { keys, values };
}

// write lets change work on both stores of a copy in one step. What goes wrong
// comes with the end of the step, not besides with each of its parts.
async function write(db, change) {
  const tx = db.transaction(["keys", "values"], "readwrite", STRICT);
  change(unwrap(tx.objectStore("keys")));
  change(unwrap(tx.objectStore("values")));
  await tx.done;
}

class Vault {
  lasting = true;
  trouble = null;
  unsaved = false; // the last writing failed
  told = (/** @type {string} */ _emptied) => {}; // is called when copies were emptied under the page
  closed = false;
  opening = null; // while copies are opened anew

  constructor(copies, { step, emptied }) {
    this.emptied = emptied; // what was empty at the start; of a new tablet everything is
    this.take(copies, step);
  }

  take(copies, step) {
    this.copies = copies;
    this.step = step;
    for (const db of copies) {
      db.addEventListener("close", () => {
        if (!this.copies.includes(db)) return; // given up already
        this.closed = true;
        this.openAgain();
      });
    }
  }

  // openAgain tries until the copies are open, whether somebody writes or not.
  openAgain() {
    this.opened().catch(() => setTimeout(() => this.openAgain(), AGAIN));
  }

  // opened waits until copies that the browser closed are open again; it may close
  // one while the other is opened.
  async opened() {
    while (this.closed || this.opening) {
      this.opening ??= this.reopen().finally(() => (this.opening = null));
      await this.opening;
    }
  }

  async reopen() {
    this.closed = false;
    try {
      const copies = await openCopies();
      const { step, emptied } = await agree(copies);
      this.take(copies, Math.max(step, this.step));
      if (emptied) setTimeout(() => this.told(emptied));
    } catch (trouble) {
      this.closed = true;
      throw trouble;
    }
  }

  // put stores values and deletes others in one step: {id: value}, [ids].
  async put(values, gone = []) {
    try {
      await this.store(values, gone);
      this.unsaved = false;
    } catch (trouble) {
      this.unsaved = true;
      throw trouble;
    }
  }

  async store(values, gone) {
    const sealed = await Promise.all(Object.entries(values).map(async ([id, value]) => {
      const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const text = new TextEncoder().encode(JSON.stringify(value));
      return { id, keys: key, values: { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text) } };
    }));
    await this.writeAll((store) => {
      for (const entry of sealed) store.put(entry[store.name], entry.id);
      for (const id of gone) store.delete(id);
    });
  }

  // writeAll writes every copy. What the browser stops, because it empties a copy at
  // that moment, is written once the copy is open again.
  async writeAll(change) {
    for (let tries = 1; ; tries++) {
      try {
        await this.opened();
        return await this.writeCopies(change);
      } catch (trouble) {
        if (tries === TRIES || !STOPPED.includes(trouble.name)) throw trouble;
        this.closed = true; // or will be told so in a moment
        await new Promise((done) => setTimeout(done, AGAIN));
      }
    }
  }

  // writeCopies writes every copy after the one before is on the disk. The first
  // must not fail; without the second, or when it hangs, the work goes on.
  async writeCopies(change) {
    this.step = Math.max(Date.now(), this.step + 1);
    const { step } = this;
    const stepped = (store) => {
      change(store);
      if (store.name === "values") store.put(step, STEP);
    };
    const [first, ...others] = this.copies;
    await write(first, stepped);
    for (const db of others) await inTime(write(db, stepped)).catch(() => this.copies.splice(1));
  }

  async get(id) {
    await this.opened();
    const tx = this.copies[0].transaction(["keys", "values"]);
    const [key, box] = await Promise.all([tx.objectStore("keys").get(id), tx.objectStore("values").get(id)]);
    if (!key || !box) return null;
    try {
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv }, key, box.data);
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      return null; // damaged on the disk: the paper is counted again
    }
  }

  delete(...ids) {
    return this.put({}, ids);
  }

  async list(prefix) {
    await this.opened();
    return (await this.copies[0].getAllKeys("values", IDBKeyRange.bound(prefix, prefix + "\uffff"))).map(String);
  }

  async clear() {
    await this.writeAll((store) => store.clear());
  }
}

class Memory {
  lasting = false;
  emptied = "";
  unsaved = false;
  told = (/** @type {string} */ _emptied) => {};
  copies = [];
  values = new Map();

  constructor(trouble = null) {
    this.trouble = trouble;
  }

  async put(values, gone = []) {
    for (const [id, value] of Object.entries(values)) this.values.set(id, JSON.stringify(value));
    for (const id of gone) this.values.delete(id);
  }

  async get(id) {
    return this.values.has(id) ? JSON.parse(this.values.get(id)) : null;
  }

  delete(...ids) {
    return this.put({}, ids);
  }

  async list(prefix) {
    return [...this.values.keys()].filter((id) => id.startsWith(prefix)).sort();
  }

  async clear() {
    this.values.clear();
  }
}
