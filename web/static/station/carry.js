// @ts-check
// Sealed sheaves as a file, to carry from a tablet that has no server of its
// own to another machine. Only whoever knows the words reads it; the server
// takes each batch once, however often it comes.
const ROUNDS = 600000; // of PBKDF2, so that words are not guessed quickly
const KIND = "kiemphieu-tap-1";

const text64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (b) => String.fromCharCode(b)).join(""));
const bytes64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

async function keyOf(secret, salt) {
  const words = new TextEncoder().encode(secret.normalize("NFC").trim());
  const base = await crypto.subtle.importKey("raw", words, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, base,
    { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** lock gives the text of the file. @param {object[]} batches @param {string} secret */
export async function lock(batches, secret) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(batches));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(secret, salt), plain);
  return JSON.stringify({ kind: KIND, salt: text64(salt), iv: text64(iv), data: text64(data) });
}

/**
 * unlock gives the batches of a file, or null where it is none, was altered or
 * the words are others.
 * @param {string} text @param {string} secret
 */
export async function unlock(text, secret) {
  try {
    const file = JSON.parse(text);
    if (file.kind !== KIND) return null;
    const key = await keyOf(secret, bytes64(file.salt));
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes64(file.iv) }, key, bytes64(file.data));
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}
