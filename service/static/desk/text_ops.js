// From what was typed to ops on words: words that stay the same are in no op, so they keep their ids and times.

import { differences } from "./merging.js";
import { letters } from "./word_offset.js";

const tokens = (text) => text.split(/\s+/u).filter(Boolean);

/** The ops that make `words` read as `typed`. New lines are spaces here: `lineOps` is about them. */
export function textOps(words, typed) {
	const old = chunks(words);
	const fresh = tokens(typed);
	const ops = [];
	for (const block of differences(old.map((chunk) => chunk.text), fresh)) ops.push(...blockOps(old, fresh, block));
	return ops;
}

/** The ops that break lines as `typed` has them, of words that already read so. `lineStarts` begin lines now. */
export function lineOps(words, lineStarts, typed) {
	const wanted = new Set();
	let before = 0;
	for (const line of typed.split("\n")) {
		if (before) wanted.add(before);
		before += letters(line);
	}
	const ops = [];
	let at = 0;
	words.forEach((word, place) => {
		if (place && wanted.has(at) !== lineStarts.has(word.id))
			ops.push({ op: "break", before: word.id, kind: wanted.has(at) ? "line" : "none" });
		at += letters(word.text);
	});
	return ops;
}

/** The word that begins at, or first behind, a place in the text of a caption; null at its end. */
export function wordAtOffset(words, text, offset) {
	const before = letters(text.slice(0, offset));
	let at = 0;
	for (const word of words) {
		if (at >= before) return word;
		at += letters(word.text);
	}
	return null;
}

// Words with no space between them are one chunk, as a person types them.
function chunks(words) {
	const made = [];
	for (const word of words) {
		if (made.length && !word.space) made.at(-1).words.push(word);
		else made.push({ words: [word] });
	}
	for (const chunk of made) chunk.text = chunk.words.map((word) => word.text).join("");
	return made;
}

function blockOps(old, fresh, [from, to, start, end]) {
	const text = fresh.slice(start, end).join(" ");
	if (from < to) return replaceOps(old.slice(from, to).flatMap((chunk) => chunk.words), text);
	if (from > 0) return [{ op: "replace", after: old[from - 1].words.at(-1).id, text }];
	const first = old[0]?.words[0];
	return first ? [{ op: "replace", from: first.id, to: first.id, text: `${text} ${first.text}` }] : [];
}

// In a text without spaces a whole line is one chunk: its words that are still there stay out of it.
function replaceOps(words, text) {
	let [first, last] = [0, words.length];
	const same = (word) => last - first > 1 && text.length > word.text.length;
	for (; same(words[first]) && text.startsWith(words[first].text) && !words[first + 1].space; first += 1)
		text = text.slice(words[first].text.length);
	for (; same(words[last - 1]) && text.endsWith(words[last - 1].text) && !words[last - 1].space; last -= 1)
		text = text.slice(0, -words[last - 1].text.length);
	return [{ op: "replace", from: words[first].id, to: words[last - 1].id, text }];
}
