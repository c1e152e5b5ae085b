// send writes a batch until the server has answered. The batch's id makes a
// repeat harmless: the same batch again gives the first receipt again.
export async function send(url, body, waiting) {
  for (let pause = 500; ; pause = Math.min(pause * 2, 10000)) {
    try {
      const answer = await fetch(url, {
        method: "PUT",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
      });
      if (answer.ok) return { ok: true };
      if (answer.status < 500) {
        const problem = await answer.json().catch(() => ({}));
        return { ok: false, code: problem.code, detail: problem.detail };
      }
    } catch {
      // no network: the batch stays here
    }
    waiting();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
