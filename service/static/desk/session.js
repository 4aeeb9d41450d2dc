// Who signs in again, in another tab, has another token. This page, as it is now, has it.

import { Problem, tokenIn } from "./api.js";
import { isSame } from "./outbox.js";

const ANSWER_MS = 60_000;

/** The token of the session as it is now, "" where the page cannot be had. A `Problem` where it is not `who`'s. */
export async function tokenOf(who) {
	const answer = fetch(location.pathname, { signal: AbortSignal.timeout(ANSWER_MS) });
	const text = await answer.then((each) => each.text()).catch(() => "");
	const page = new DOMParser().parseFromString(text, "text/html");
	const now = page.body.dataset;
	if (now.who !== undefined && !isSame(who, { id: now.who, name: now.name }))
		throw new Problem(403, "somebody_else", `${now.name} is signed in here now, and this page is of ${who.name}. Load it anew to go on as ${now.name}.`);
	return tokenIn(page);
}
