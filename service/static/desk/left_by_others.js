// Edits of others that this browser keeps, as one sentence, and what can be done about them.

import { showNotice } from "./notices.js";

const notices = document.getElementById("notices");
let told = ""; // the keys of those that a card has told of: it is not made anew, and stays closed

/** `records`: the edits, none of a tab that is open. */
export function tellOf(records, desk) {
	const keys = records.map(({ key }) => key).join(" ");
	if (keys !== told) show(records, desk);
	told = keys;
}

function show(records, desk) {
	const counts = new Map();
	for (const { who } of records) counts.set(who.name, (counts.get(who.name) ?? 0) + 1);
	const said = [...counts].map(([name, count]) => `${count === 1 ? "An edit" : `${count} edits`} of ${name}`).join(", ");
	const until = "kept in this browser, and saved once who made them opens this desk here again.";
	const texts = records.flatMap(textsOf);
	const choices = texts.length ? [["Copy them", () => copy(texts, records, desk)]] : [];
	showNotice(notices, "others", `${said}: ${until}`, [...choices, ["Discard them", () => discard(said, records, desk)]]);
}

const textsOf = ({ text, ops = [], clash }) => (clash?.yours ? [clash.yours] : [text, ...ops.map((op) => op.text ?? op.name ?? op.rename?.new)].filter(Boolean));

async function copy(texts, records, desk) {
	try {
		await navigator.clipboard.writeText(texts.join("\n"));
		desk.say("Copied.");
	} catch {
		desk.say(`The browser does not allow copying. The texts: ${texts.join(" / ")}`);
	}
	show(records, desk);
}

function discard(said, records, desk) {
	if (!confirm(`${said}: nothing else has kept this. Discard it for good?`)) return show(records, desk);
	return Promise.all(records.map(({ key }) => desk.outbox.remove(key)));
}
