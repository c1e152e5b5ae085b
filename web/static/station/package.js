// @ts-check
// The package of a pass: what a station must know to count without a network.
// It is signed by the hall's server; a tablet that joined keeps to the key
// that it was given then.
import { call } from "./server.js";

export const packageId = (round, pass) => `package/${round}/${pass}`;
export const address = (round, pass) => `/api/v1/rounds/${round}/passes/${pass}`;

// load gives {pack} from the server, or from the vault where there is no
// network, or {problem: code, detail}.
/**
 * @param {import("./vault.js").AnyVault} vault
 * @param {string} key
 * @param {string} round
 * @param {string} pass
 * @returns {Promise<{pack?: Pack, offline?: boolean, problem?: string, detail?: string}>}
 */
export async function loadPackage(vault, key, round, pass) {
  const answer = await call("GET", address(round, pass) + "/station");
  if (answer.ok) {
    const { package: text, signature } = answer.body;
    if ((await genuine(key, text, signature)) === "no") return { problem: "signature" };
    const pack = read(text);
    if (!pack) return { problem: "package" };
    await vault.put({ [packageId(round, pass)]: pack });
    return { pack };
  }
  if (answer.code !== "offline") return { problem: answer.code, detail: answer.detail };
  const pack = await vault.get(packageId(round, pass));
  return pack ? { pack, offline: true } : { problem: "offline" };
}

// read gives the package of a text, or null when it lacks what counting needs.
function read(text) {
  try {
    const pack = JSON.parse(text);
    const lists = [pack.list.names, pack.sheaves, pack.defects, pack.codes ? pack.manifest : []];
    return pack.pair && lists.every(Array.isArray) ? pack : null;
  } catch {
    return null;
  }
}

const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

// genuine checks the signature of a text: "yes" or "no". In a browser that
// cannot (no Ed25519, no secure origin) it is "unknown": there a package rests
// on the connection alone.
/** @param {string} key @param {string} text @param {string} signature @returns {Promise<"yes" | "no" | "unknown">} */
export async function genuine(key, text, signature) {
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", bytes(key), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return "unknown";
  }
  try {
    const good = await crypto.subtle.verify({ name: "Ed25519" }, imported, bytes(signature), new TextEncoder().encode(text));
    return good ? "yes" : "no";
  } catch {
    return "no"; // not even a signature
  }
}

// labelSheaf reads a sheaf's label ("KPS1:TAG:NUMBER"): the number, 0 for a
// label of another round, null for what is no label.
/** @param {Pack} pack @param {string} text */
export function labelSheaf(pack, text) {
  const match = /^KPS1:([0-9A-F]+):(\d+)$/i.exec(text.trim());
  if (!match) return null;
  return match[1].toLowerCase() === pack.tag ? Number(match[2]) : 0;
}
