// @ts-check
// What a scanner gives: pictures, or a PDF in which each page is one JPEG. Such
// a JPEG lies in the file as it is, so no library is needed to take it out.

const IMAGE = /\/Subtype\s*\/Image\b/;
const PAGE = /\/Type\s*\/Page\b/g;
const JPEG = /\/Filter\s*(\/DCTDecode\b|\[\s*\/DCTDecode\s*\])/;

// picturesIn gives the pictures in a file, in their order there: none where it
// is a file of another kind, or a PDF that holds but one of its pages otherwise:
// places in a stack would be off.
/** @param {Blob} file @returns {Promise<Blob[]>} */
export async function picturesIn(file) {
  if (file.type === "image/jpeg" || file.type === "image/png") return [file];
  const text = new TextDecoder("latin1").decode(await file.arrayBuffer()); // a letter a byte
  if (!text.startsWith("%PDF-") || /\/Encrypt\b/.test(text)) return [];
  const images = [...streams(text)].filter(({ head }) => IMAGE.test(head));
  const pages = text.match(PAGE)?.length ?? images.length; // which may lie packed
  if (pages !== images.length || !images.every(({ head }) => JPEG.test(head))) return [];
  return images.map(({ from, to }) => file.slice(from, to, "image/jpeg"));
}

// streams gives what lies in a PDF as bytes, each with what is said of it.
function* streams(text) {
  for (let at = text.indexOf("stream"); at >= 0; ) {
    const from = at + (text.startsWith("\r\n", at + 6) ? 8 : 7);
    const to = text.indexOf("endstream", from);
    if (to < 0) return;
    yield { head: text.slice(Math.max(0, text.lastIndexOf(" obj", at)), at), from, to };
    at = text.indexOf("stream", to + 9);
  }
}
