// One request that sends something, with its progress and the session's token; a refusal is thrown as the problem it is.

const meta = document.querySelector("meta[name=csrf-token]");

/**
 * The answer's JSON. `progress` is called with the share that was sent, 0..1. Throws {title, detail, status, errors}:
 * without `status` where the connection broke off, with `stopped` where `signal` stopped it.
 */
export async function sent(request) {
  try {
    return await sentOnce(request);
  } catch (problem) {
    // Signed in again in another tab: the page is of the sign-in before, and takes over the new one's token.
    if (problem.code !== "page_expired" || !(await isRenewed())) throw problem;
    return sentOnce(request);
  }
}

async function isRenewed() {
  const answer = await fetch("/batches", { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("meta[name=csrf-token]")?.content;
  if (!token || !meta || token === meta.content) return false;
  meta.content = token;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
  return true;
}

function sentOnce({ method, address, body, type, progress = () => {}, signal, key }) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.setRequestHeader("Accept", "application/json");
    if (type) request.setRequestHeader("Content-Type", type);
    if (meta) request.setRequestHeader("X-CSRF-Token", meta.content);
    if (key) request.setRequestHeader("Idempotency-Key", key);
    request.upload.addEventListener("progress", (event) => progress(event.total ? event.loaded / event.total : 0));
    request.addEventListener("error", () =>
      failed({ title: "The connection broke off", detail: "Nothing is lost: send it again. What had arrived is not made twice." }));
    request.addEventListener("abort", () =>
      failed({ title: "Stopped", detail: "Nothing was made of what was being sent.", stopped: true }));
    request.addEventListener("load", () => {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch { /* not Oncue: a proxy between */ }
      if (request.status < 300 && answer) return done(answer);
      const detail = `It answered ${request.status}. Send it again.`;
      failed({ title: "The service could not take it", detail, ...answer, status: request.status });
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}
