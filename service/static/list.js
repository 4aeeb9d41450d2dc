// A list brings its lines up to date while something on it is unfinished. New lines are offered, never pushed in.

import { fetched, isUnfinished, note, patch, say, signIn } from "./live.js";

const EVERY_MS = 3000;
const SLOWEST_MS = 60_000;

const unfinished = () => [...document.querySelectorAll("[data-status]")].some((each) => isUnfinished(each.dataset.status));
const rows = (page) => new Set([...page.querySelectorAll("[data-row]")].map((row) => row.dataset.row));

async function look() {
  const before = new Map([...document.querySelectorAll("[data-status]")].map((each) => [each.id, each.dataset.status]));
  const fresh = await fetched();
  const ended = (await patch(fresh)).filter((each) => isUnfinished(before.get(each.id)) && !isUnfinished(each.dataset.status));
  if (ended.length) say(ended.slice(0, 3).map((each) => `${each.dataset.name}: ${each.textContent.trim()}`).join(". "));
  const known = rows(document);
  const added = [...rows(fresh)].filter((row) => !known.has(row)).length;
  note(added ? `${added} more since this page was loaded.` : "", added ? [location.href, "Show them"] : undefined);
}

async function keepLooking() {
  for (let pause_ms = EVERY_MS; unfinished(); ) {
    await new Promise((done) => setTimeout(done, pause_ms));
    if (document.hidden) continue;
    try {
      await look();
      pause_ms = EVERY_MS;
    } catch (error) {
      if (error.status === 401) return note("You are signed out: this page is no longer brought up to date.", signIn());
      note("The service does not answer; this page tries again.");
      pause_ms = Math.min(SLOWEST_MS, 2 * pause_ms);
    }
  }
}

keepLooking();
