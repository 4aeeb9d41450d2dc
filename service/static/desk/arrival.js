// Where a link into the desk leads: `?word=w812&at_ms=61200`.

import { FLAG } from "./script.js";

/**
 * Takes the word in hand as if somebody had left its text by Esc: it is lit, the sound is there, and Enter types before it.
 * Where no caption has the word any more, it is the one that is said then.
 */
export function arrive(desk, asked) {
	const { script, list, waveform } = desk;
	const named = script.word(asked.get("word"));
	const isShown = named !== null && !(named.flags & FLAG.HIDDEN);
	const id = isShown ? named.id : asked.has("at_ms") ? script.shownAround(Number(asked.get("at_ms"))).find(Boolean) : null;
	if (!id) return;
	waveform.chosen = id;
	desk.goToWord(id);
	list.leaveText(list.rowAt(list.placeOfWord(id)));
}
