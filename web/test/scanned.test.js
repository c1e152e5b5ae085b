// A scanner's PDF gives its pages as the JPEG files that they are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { picturesIn } from "../static/station/scanned.js";

const jpegs = ["\xff\xd8\xff\xe0first obj\n\x00\xff\xd9", "\xff\xd8\xff\xe0second >> << /Subtype\r\n\xff\xd9"];
const object = (n, said, bytes, end = "\n") => `${n} 0 obj\n<< ${said} /Length ${bytes.length} >>\nstream${end}${bytes}\nendstream\nendobj\n`;
const file = (parts, type = "application/pdf") => new Blob([Uint8Array.from(parts.join(""), (c) => c.charCodeAt(0))], { type });
const image = "/Type /XObject /Subtype /Image /Width 8 /Height 8";

const read = async (blob) => {
  const found = await picturesIn(blob);
  return Promise.all(found.map(async (one) => [one.type, [...new Uint8Array(await one.arrayBuffer())].map((b) => String.fromCharCode(b)).join("").trimEnd()]));
};

test("each page of a scanned PDF is a JPEG, in the order of the file", async () => {
  const pdf = file(["%PDF-1.4\n", object(3, `${image} /Filter /DCTDecode`, jpegs[0]), object(4, "/Filter /FlateDecode", "q 1 0 0 1 0 0 cm"),
    object(5, `${image} /Filter [ /DCTDecode ]`, jpegs[1], "\r\n"), "trailer << /Root 1 0 R >>\n%%EOF"]);
  assert.deepEqual(await read(pdf), jpegs.map((bytes) => ["image/jpeg", bytes]));
});

test("pictures are taken as they are", async () => {
  for (const type of ["image/jpeg", "image/png"]) {
    const picture = file([jpegs[0]], type);
    assert.deepEqual(await picturesIn(picture), [picture]);
  }
});

test("what is no JPEG in a PDF, or locked, or another kind of file, gives nothing", async () => {
  const page = object(3, `${image} /Filter /DCTDecode`, jpegs[0]);
  const sheet = (n) => `${n} 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n`;
  assert.equal((await read(file(["%PDF-1.4\n", "2 0 obj\n<< /Type /Pages >>\nendobj\n", sheet(7), page]))).length, 1);
  for (const other of [
    ["%PDF-1.4\n", page, object(4, `${image} /Filter /JBIG2Decode`, "abc")],
    ["%PDF-1.4\n", sheet(7), page, sheet(8)],
    ["%PDF-1.4\n", sheet(7), page, page],
    ["MM\x00*", page],
    ["%PDF-1.4\n", object(3, `${image} /Filter /CCITTFaxDecode`, "abc")],
    ["%PDF-1.4\n", object(3, `${image} /Filter [ /FlateDecode /DCTDecode ]`, "abc")],
    ["%PDF-1.4\n", page, "trailer << /Encrypt 9 0 R >>"],
    ["%PDF-1.4\n", page.slice(0, 90)],
    ["II*\x00", page],
  ]) assert.deepEqual(await read(file(other)), []);
});
