// Where words begin in the text of their caption, whatever spaces and new lines are in it.

/** How many characters a text has beside spaces. */
export const letters = (text) => text.replace(/\s+/gu, "").length;

/** Where a word begins in the text of its caption. */
export function offsetOfWord(words, text, id) {
	let before = 0;
	for (const word of words) {
		if (word.id === id) break;
		before += letters(word.text);
	}
	let place = 0;
	for (let seen = 0; place < text.length && (seen < before || /\s/u.test(text[place])); place += 1)
		if (!/\s/u.test(text[place])) seen += 1;
	return place;
}
