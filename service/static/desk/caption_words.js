// Which words a caption has while others edit it, too.

import { FLAG } from "./script.js";

/** The words that a caption has now: those that were put before its `first` one only where they are in the same caption. */
export function wordsInside({ first, before, after }, script) {
	const words = script.inside(before, after);
	const cue = script.cues[script.placeOfCueWith(first)];
	const at = words?.findIndex((word) => word.id === cue?.first);
	return at > 0 ? words.slice(at) : words;
}

/** Where lines begin now: of all captions that have some of the words, for they may be several. */
export function lineStartsIn(script, words) {
	const starts = new Set();
	if (!words.length) return starts;
	const [from, to] = [script.placeOfCueWith(words[0].id), script.placeOfCueWith(words.at(-1).id)];
	for (let place = Math.max(0, from); place <= to; place += 1)
		for (const word of script.cues[place].lineStarts) starts.add(word);
	return starts;
}

/** The last shown word before a caption, and the first behind; null at the programme's ends, undefined for a caption that is gone. */
export function wordsAround(script, cue) {
	if (!script.word(cue.first) || !script.word(cue.last)) return { before: undefined, after: undefined };
	let place = script.places.get(cue.first) - 1;
	while (place >= 0 && script.words[place].flags & FLAG.HIDDEN) place -= 1;
	let following = script.places.get(cue.last) + 1;
	while (following < script.words.length && script.words[following].flags & FLAG.HIDDEN) following += 1;
	return { before: script.words[place]?.id ?? null, after: script.words[following]?.id ?? null };
}

/** The edit that splits a caption where its second line begins, else in its middle; [] for one of a single word. */
export function splitOps(cue, script) {
	const words = cue ? script.wordsOf(cue) : [];
	const half = cue?.lineStarts[0] ?? words[Math.ceil(words.length / 2)]?.id;
	return words.length > 1 ? [{ op: "break", before: half, kind: "cue" }] : [];
}
