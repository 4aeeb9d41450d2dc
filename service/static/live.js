// What changes on a page while somebody uses it: the elements with `data-live`, each replaced in its place, never the page.
// Focus, opened details and typed text stay; nothing is added or moved that would push what is under the pointer.

import { released, replaceInside } from "./redrawing.js";

const ANSWER_MS = 30_000; // then a lost connection is given up
const UNFINISHED = new Set(["queued", "processing"]);

export const isUnfinished = (status) => UNFINISHED.has(status);

/** Says a sentence to those who listen to the page. */
export function say(sentence) {
  const said = document.getElementById("said");
  if (said) said.textContent = sentence;
}

/** Shows how the page is connected; an empty text where all is well. `link` is shown behind it: [address, text]. */
export function note(text, link) {
  const line = document.getElementById("line");
  if (!line || line.dataset.said === text) return;
  line.dataset.said = text;
  line.textContent = text;
  if (link) {
    const anchor = document.createElement("a");
    [anchor.href, anchor.textContent] = link;
    line.append(" ", anchor);
  }
}

export const signIn = () => ["/sign-in?next=" + encodeURIComponent(location.pathname + location.search), "Sign in"];

/** The page as it is now, as a document. Throws where it cannot be had; `error.status` says how the service answered. */
export async function fetched(address = location.href) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "manual", signal: AbortSignal.timeout(ANSWER_MS) });
  if (!answer.ok) throw Object.assign(new Error("no page"), { status: answer.type === "opaqueredirect" ? 401 : answer.status });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Brings every live element to what it is in `fresh`, once nothing is pressed. Gives those that have changed. */
export async function patch(fresh) {
  await released(document);
  const changed = [];
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (!now || now.innerHTML === old.innerHTML || isTypedIn(old)) continue;
    replace(old, now);
    changed.push(old);
  }
  return changed;
}

function isTypedIn(element) {
  return [...element.querySelectorAll("textarea, input:not([type=hidden])")].some(
    (field) => field.value !== field.defaultValue,
  );
}

function replace(old, now) {
  const open = [...old.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  for (const { name, value } of [...now.attributes]) if (name.startsWith("data-")) old.setAttribute(name, value);
  replaceInside(old, [...now.childNodes].map((node) => document.importNode(node, true)));
  for (const summary of old.querySelectorAll("details > summary"))
    if (open.includes(summary.textContent)) summary.parentElement.open = true;
}
