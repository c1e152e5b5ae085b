// @ts-check
// Calls to the server. An answer is {ok, body} or {ok: false, code, detail};
// without a network the code is "offline", and nothing is lost by it. What
// breaks off, and a page of somebody else's such as a sign-in page of the
// Wi-Fi, is no answer of ours.
/** @param {string} method @param {string} url @param {object} [body] @returns {Promise<Answer>} */
export async function call(method, url, body) {
  let answer;
  try {
    answer = await fetch(url, {
      method,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout?.(20000),
    });
  } catch {
    return { ok: false, code: "offline" };
  }
  const content = answer.status === 204 ? null : await answer.json().catch(() => undefined);
  if (content === undefined) return { ok: false, code: "offline" };
  if (answer.ok) return { ok: true, body: content };
  if (answer.status >= 500) return { ok: false, code: "offline", detail: content?.detail };
  return { ok: false, code: content?.code || "refused", detail: content?.detail, status: answer.status };
}
