// Sentences on cards, with choices.

import { button, element } from "./panels.js";

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

/** Buttons that each take the card away. `choices` are [label, function]. */
export function addChoices(card, choices) {
	for (const [label, choose] of choices) {
		const choice = () => {
			card.remove();
			choose();
		};
		card.append(button(label, choice));
	}
}
