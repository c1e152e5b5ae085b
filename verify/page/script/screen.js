// @ts-check
// The page: a file is chosen or dropped, and every check is told.
import { fromBase64, sha256 } from "./hash.js";
import { verify, wordsOf } from "./checks.js";
import { signer } from "./signature.js";

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** element makes one with a class and what stands in it. */
function element(/** @type {string} */ name, /** @type {string} */ kind, /** @type {(string | Node)[]} */ ...content) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...content);
  return made;
}

function row(/** @type {Check} */ check) {
  const [kind, sign] = check.skipped ? ["skipped", "– không có gì để so"]
    : check.failures.length ? ["failed", "✖ sai"] : ["ok", "✔ đạt"];
  const found = check.failures.map((text) => element("div", "found", text));
  return element("li", kind, element("span", "state", sign), ` ${check.number}. ${check.title}`, ...found);
}

/** about tells whose bundle it is, in the words that people compare. */
function about(/** @type {ReturnType<typeof verify>} */ report) {
  const key = signer(report.verifier);
  const root = fromBase64(report.log_root);
  /** @type {[string, string][]} */
  const rows = [["Đại hội", report.congress + (report.rehearsal ? " (diễn tập)" : "")],
    ["Khóa ký gói, tám từ", key ? wordsOf(sha256(key.key)) : "không đọc được"], ["Khóa ký gói", report.verifier],
    ["Sổ nhật ký, tám từ", root?.length ? wordsOf(root) : "không có"],
    ["Sổ nhật ký", `${report.log_size} việc, gốc ${report.log_root}`]];
  return rows.flatMap(([name, text]) => [element("dt", "", name), element("dd", "", text)]);
}

/** @type {File | undefined} */
let chosen;

async function check() {
  if (!chosen) return;
  const kept = /** @type {HTMLTextAreaElement} */ (byId("kept")).value.trim();
  const report = verify(new Uint8Array(await chosen.arrayBuffer()), kept);
  const failed = report.checks.filter((one) => one.failures.length).length;
  const verdict = byId("verdict");
  verdict.className = report.ok ? "ok" : "failed";
  verdict.textContent = report.ok ? `✔ ${chosen.name}: đạt mọi mục đã kiểm`
    : `✖ ${chosen.name}: sai ${failed} trong ${report.checks.length} mục. Lấy lại gói từ nơi lập; nếu vẫn sai, đối chiếu ` +
      "với biên bản giấy.";
  byId("checks").replaceChildren(...report.checks.map(row));
  byId("about").replaceChildren(...about(report));
  byId("result").hidden = false;
  byId("unwitnessed").hidden = kept !== "" || !report.ok;
}

/** open shows the page at work. */
function start() {
  const choose = /** @type {HTMLInputElement} */ (byId("file"));
  const take = (/** @type {FileList | null | undefined} */ files) => {
    chosen = files?.[0] ?? chosen;
    void check();
  };
  choose.addEventListener("change", () => take(choose.files));
  byId("kept").addEventListener("change", () => void check());
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files);
  });
}

Object.assign(globalThis, { kiemphieu: { verify } });
if (globalThis.document) start();
