// Edits of others that this browser keeps, as one sentence.

import { showNotice } from "./notices.js";

/** `names`: of each edit who made it. */
export function tellOf(names) {
	const counts = new Map();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	const said = [...counts].map(([name, count]) => `${count === 1 ? "An edit" : `${count} edits`} of ${name}`).join(", ");
	const until = "kept in this browser, and saved once who made them opens this desk here again.";
	showNotice(document.getElementById("notices"), "others", `${said}: ${until}`);
}
