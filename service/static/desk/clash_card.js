// What was not saved, with both texts and the choice: it stays until the person has made it.

import { addChoices } from "./notices.js";
import { element } from "./panels.js";

/** Shows a record that clashed. Its `clash` has the reason, `theirs` and `yours`. */
export function showClash(desk, record) {
	const { reason, theirs, yours } = record.clash;
	const card = element("div", { className: "notice-card" });
	card.dataset.key = record.key;
	card.append(element("strong", { textContent: "Not saved." }), element("span", { textContent: reason }));
	const texts = [["As it is now", theirs], ["Yours", yours]].filter(([, text]) => text);
	if (texts.length) {
		const list = element("dl");
		for (const [name, text] of texts) list.append(element("dt", { textContent: name }), element("dd", { textContent: text, dir: "auto" }));
		card.append(list);
	}
	addChoices(card, choicesOf(desk, record));
	document.getElementById("notices").append(card);
}

function choicesOf(desk, record) {
	const { sender, script } = desk;
	const { theirs, yours } = record.clash;
	const choices = [];
	const again = (changes) => {
		sender.again(record, changes);
		desk.refresh(); // its caption shows what waits
	};
	if (record.kind !== "text" && record.of === script.firstRev) choices.push(["Try again", () => again({})]);
	else if (record.kind === "text" && theirs) choices.push(["Use mine", () => again({ base: theirs, text: yours, lines: false })]);
	if (yours) choices.push(["Copy mine", () => copy(desk, record)]);
	choices.push([theirs ? "Keep theirs" : "Leave it", () => sender.forget(record)]);
	return choices;
}

async function copy(desk, record) {
	try {
		await navigator.clipboard.writeText(record.clash.yours);
		desk.say("Copied.");
	} catch {
		desk.say("The browser does not allow copying: mark the text and copy it.");
	}
	if (desk.sender.clashes.has(record.key)) showClash(desk, record); // another text may have taken its place meanwhile
}
