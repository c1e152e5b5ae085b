// What a tablet keeps over a reload or an empty battery: packages, the open
// sheaf, sealed batches. Each is one encrypted value under a key of its own
// that no script can read out; with the value its key is deleted. Writing is
// done once it is on the disk (durability "strict").
//
// Without a secure origin browsers give neither keys nor a lasting store;
// then values live in memory alone and the page says so.
import { openDB } from "../vendor/idb.js";

const STRICT = { durability: "strict" };

export async function openVault() {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return new Memory();
  try {
    const db = await openDB("kiemphieu", 1, {
      upgrade(fresh) {
        fresh.createObjectStore("keys");
        fresh.createObjectStore("values");
      },
    });
    return new Vault(db);
  } catch {
    return new Memory();
  }
}

class Vault {
  lasting = true;

  constructor(db) {
    this.db = db;
  }

  // put stores values and deletes others in one step: {id: value}, [ids].
  async put(values, gone = []) {
    const sealed = await Promise.all(Object.entries(values).map(async ([id, value]) => {
      const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const text = new TextEncoder().encode(JSON.stringify(value));
      return { id, key, box: { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text) } };
    }));
    const tx = this.db.transaction(["keys", "values"], "readwrite", STRICT);
    for (const { id, key, box } of sealed) {
      tx.objectStore("keys").put(key, id);
      tx.objectStore("values").put(box, id);
    }
    for (const id of gone) {
      tx.objectStore("keys").delete(id);
      tx.objectStore("values").delete(id);
    }
    await tx.done;
  }

  async get(id) {
    const tx = this.db.transaction(["keys", "values"]);
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
    return (await this.db.getAllKeys("values", IDBKeyRange.bound(prefix, prefix + "\uffff"))).map(String);
  }

  async clear() {
    const tx = this.db.transaction(["keys", "values"], "readwrite", STRICT);
    tx.objectStore("keys").clear();
    tx.objectStore("values").clear();
    await tx.done;
  }
}

class Memory {
  lasting = false;
  values = new Map();

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
