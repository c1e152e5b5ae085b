// A small IndexedDB: databases with stores, transactions that commit once
// nothing is asked any more, all or nothing, and faults that a test sets. It
// has what the vault asks for and nothing else.

const later = (act) => setImmediate(act);

class IDBRequest extends EventTarget {
  result = undefined;
  error = null;

  answer(result) {
    this.result = result;
    this.dispatchEvent(new Event("success"));
  }

  fail(error) {
    this.error = error;
    this.dispatchEvent(new Event("error"));
  }
}

class IDBObjectStore {
  constructor(transaction, name) {
    Object.assign(this, { transaction, name });
  }

  // ask does work on the store's rows at its turn.
  ask(work) {
    const request = new IDBRequest();
    this.transaction.queue(() => request.answer(structuredClone(work(this.transaction.rows[this.name]))), request);
    return request;
  }

  get(id) {
    return this.ask((rows) => rows.get(id));
  }

  getAll() {
    return this.ask((rows) => keys(rows).map((id) => rows.get(id)));
  }

  getAllKeys(range) {
    return this.ask((rows) => keys(rows).filter((id) => !range || (id >= range.low && id <= range.high)));
  }

  put(value, id) {
    return this.ask((rows) => void rows.set(id, value));
  }

  delete(id) {
    return this.ask((rows) => void rows.delete(id));
  }

  clear() {
    return this.ask((rows) => rows.clear());
  }
}

const keys = (rows) => [...rows.keys()].sort();

class IDBTransaction extends EventTarget {
  error = null;
  waiting = [];

  constructor(db, names, mode, options) {
    super();
    Object.assign(this, { db, objectStoreNames: [].concat(names), mode, durability: options?.durability });
    this.rows = Object.fromEntries(this.objectStoreNames.map((name) => [name, new Map(db.stores[name])]));
    later(() => this.run());
  }

  objectStore(name) {
    return new IDBObjectStore(this, name);
  }

  queue(act, request) {
    if (this.over) throw new DOMException("The transaction has finished", "TransactionInactiveError");
    this.waiting.push({ act, request });
  }

  run() {
    const { fault } = this.db;
    if (fault === "hangs") {
      this.db.hung = true;
      return;
    }
    const next = this.waiting.shift();
    if (next && this.mode === "readwrite" && fault) {
      this.error = new DOMException(fault, fault);
      next.request.fail(this.error);
      this.finish("abort");
    } else if (next) {
      next.act();
      later(() => this.run());
    } else {
      if (this.mode === "readwrite") Object.assign(this.db.stores, this.rows);
      this.db.written.push(this.durability);
      this.finish("complete");
    }
  }

  finish(kind) {
    this.over = true;
    this.dispatchEvent(new Event(kind));
  }
}

class IDBDatabase extends EventTarget {
  closed = false;
  fault = ""; // "hangs", or the name of the error that every writing meets
  hung = false;
  written = []; // durability of each transaction
  stores = {};

  createObjectStore(name) {
    this.stores[name] = new Map();
  }

  transaction(names, mode = "readonly", options) {
    if (this.closed) throw new DOMException("The database connection is closing.", "InvalidStateError");
    return new IDBTransaction(this, names, mode, options);
  }
}

// Factory keeps databases over reloads, as a bucket's indexedDB does.
export class Factory {
  databases = new Map();
  fault = ""; // "hangs", or the name of the error that opening meets

  open(name) {
    const request = new IDBRequest();
    later(() => {
      if (this.fault === "hangs") return;
      if (this.fault) {
        request.fail(new DOMException(this.fault, this.fault));
        return;
      }
      const made = this.databases.has(name);
      if (!made) this.databases.set(name, new IDBDatabase());
      request.result = this.databases.get(name);
      if (!made) request.onupgradeneeded?.();
      request.answer(request.result);
    });
    return request;
  }

  // lost throws everything away, as Chromium does with a database it finds damaged.
  lost() {
    this.databases.clear();
  }

  // emptied does it under the pages that have it open.
  emptied() {
    const gone = [...this.databases.values()];
    this.lost();
    for (const database of gone) {
      database.closed = true;
      database.dispatchEvent(new Event("close"));
    }
  }

  get database() {
    return [...this.databases.values()][0];
  }
}

Object.assign(globalThis, {
  IDBRequest, IDBObjectStore, IDBTransaction, IDBDatabase, IDBIndex: class {}, IDBCursor: class {},
  IDBKeyRange: { bound: (low, high) => ({ low, high }) },
});
