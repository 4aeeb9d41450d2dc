// What was not saved, with both texts and the choice: it stays until the person has made it.

import { button, element } from "./panels.js";

/** Shows a record that clashed. `choices` are [label, function]; each takes the card away. */
export function showClash(place, record, choices) {
	const { reason, theirs, yours } = record.clash;
	const card = element("div", { className: "notice-card" });
	card.append(element("strong", { textContent: "Not saved." }), element("span", { textContent: reason }));
	const texts = [["As it is now", theirs], ["Yours", yours]].filter(([, text]) => text);
	if (texts.length) {
		const list = element("dl");
		for (const [name, text] of texts) list.append(element("dt", { textContent: name }), element("dd", { textContent: text, dir: "auto" }));
		card.append(list);
	}
	addChoices(card, choices);
	place.append(card);
}

/** A sentence on a card, with choices. The same sentence is there once. */
export function showNotice(place, key, sentence, choices = [], title = "") {
	hideNotice(place, key);
	const card = element("div", { className: "notice-card" });
	card.dataset.key = key;
	if (title) card.append(element("strong", { textContent: title }));
	card.append(element("span", { textContent: sentence }));
	addChoices(card, [...choices, ["Close", () => {}]]);
	place.append(card);
}

export function hideNotice(place, key) {
	for (const card of [...place.children]) if (card.dataset.key === key) card.remove();
}

function addChoices(card, choices) {
	for (const [label, choose] of choices) {
		const choice = () => {
			card.remove();
			choose();
		};
		card.append(button(label, choice));
	}
}
