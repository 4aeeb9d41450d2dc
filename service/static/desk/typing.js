// What is typed in captions: kept with each key, saved after a pause, merged with what others do meanwhile.

import { lineStartsIn, wordsAround, wordsInside } from "./caption_words.js";
import { merged } from "./merging.js";
import { recordKey } from "./outbox.js";
import { textOfWords } from "./script.js";

const PAUSE_MS = 700;

export class Typing {
	constructor({ list, script, sender, outbox, tab, say, onInput }) {
		Object.assign(this, { list, script, sender, outbox, tab, say, onInput });
		this.open = null; // the record of the caption that is being typed in; it joins the queue when the person pauses
		list.list.addEventListener("input", (event) => this.#typed(event));
		list.list.addEventListener("focusin", ({ target }) => target.matches("textarea") && this.#around(target.closest(".cue")));
		list.list.addEventListener("focusout", (event) => this.#left(event));
		addEventListener("pagehide", () => this.close());
		document.addEventListener("visibilitychange", () => document.hidden && this.close());
	}

	#timer = 0;

	/** The last record of what was typed in a caption and is not saved yet, or null. */
	waitingOf(cue) {
		if (this.open?.row.cue.first === cue.first) return this.open.record;
		return this.sender.queue.findLast((record) => record.kind === "text" && record.first === cue.first) ?? null;
	}

	/** Hands what is typed to the sender. `leaving`: an empty caption was removed. */
	close(leaving = true) {
		clearTimeout(this.#timer);
		if (!this.open) return;
		const { record, row } = this.open;
		if (!leaving && !record.text.trim()) return; // all was selected to be typed anew: it is no removal yet
		this.open = null;
		row.shown = { text: record.text, around: record };
		if (record.text === record.base) {
			this.outbox.remove(record.key);
			return;
		}
		this.sender.add(record);
	}

	/** Gives up what was typed since the last save. False where there is nothing. */
	takeBack() {
		if (!this.open) return false;
		const { record, row } = this.open;
		clearTimeout(this.#timer);
		this.open = null;
		this.outbox.remove(record.key);
		show(row, record.base, record);
		this.list.refresh(row);
		return record.text !== record.base;
	}

	split(row) {
		const { field } = row;
		const [text, offset] = [field.value, field.selectionStart];
		if (!text.slice(0, offset).trim() || !text.slice(offset).trim()) {
			this.say("A caption is split between two of its words.");
			return;
		}
		this.close();
		this.sender.add({ kind: "split", ...this.#shownAround(row), text, offset });
	}

	merge(row) {
		if (row.place === 0) return;
		this.close();
		this.sender.add({ kind: "merge", first: row.cue.first });
	}

	/** Brings the caption in hand to what the service has, with what was typed since. */
	catchUp() {
		const row = document.activeElement?.closest?.(".cue");
		if (!row || document.activeElement !== row.field) return;
		if (!this.open) {
			const waiting = this.waitingOf(row.cue);
			const text = waiting?.text ?? this.#textInside(this.#around(row));
			if (text !== null && (waiting || !this.list.isHeld)) show(row, text, waiting);
			return;
		}
		const { record } = this.open;
		const theirs = this.#textInside(record);
		if (theirs === null || this.sender.queue.some((each) => each.kind === "text" && each.before === record.before)) return;
		const text = merged(record.base, record.text, theirs);
		if (text === null) return; // it is a clash when it is saved, with both texts
		Object.assign(record, { base: theirs, text });
		show(row, text, record);
		this.outbox.put(record);
	}

	#textInside(around) {
		const words = wordsInside(around, this.script);
		return words && textOfWords(words, lineStartsIn(this.script, words));
	}

	// As long as somebody is in a caption, it is between the same two words: also what they have added at its ends.
	#around(row) {
		const { first, last } = row.cue;
		if (row.around?.first !== first || row.around.last !== last) row.around = { first, last, ...wordsAround(this.script, row.cue) };
		const { before, after } = row.around;
		return { first, before, after };
	}

	// Captions may have been cut anew since what is shown was typed.
	#shownAround(row) {
		const { first, before, after } = row.shown.around ?? this.#around(row);
		return { first, before, after };
	}

	#typed(event) {
		const row = event.target.closest(".cue");
		if (!row || event.target !== row.field) return;
		const text = row.field.value;
		if (this.open?.row !== row) {
			this.close();
			const record = {
				key: recordKey(this.tab), job: this.outbox.job, tab: this.tab, kind: "text", sent: null, lines: false,
				...this.#shownAround(row), base: row.shown.text, text,
			};
			this.open = { row, record };
		}
		const { record } = this.open;
		record.text = text;
		record.lines ||= event.inputType === "insertLineBreak" || lineCount(text) !== lineCount(record.base);
		this.outbox.put(record);
		this.list.refresh(row);
		this.onInput(row);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.close(false), PAUSE_MS);
	}

	#left(event) {
		if (!event.target.matches("textarea")) return;
		this.close();
		event.target.closest(".cue").around = null;
		// Once the keyboard is elsewhere: what was held back while somebody typed is shown.
		queueMicrotask(() => this.list.release());
	}
}

const lineCount = (text) => text.split("\n").length;

// Changes what a field reads, and notes of which record that is; the caret stays at its place in the text.
function show(row, text, around = null) {
	const { field } = row;
	row.shown = { text, around };
	if (field.value === text) return;
	const [start, end, length] = [field.selectionStart, field.selectionEnd, field.value.length];
	let head = 0;
	while (head < text.length && field.value[head] === text[head]) head += 1;
	const moved = (place) => (place <= head ? place : Math.max(head, place + text.length - length));
	field.value = text;
	if (document.activeElement === field) field.setSelectionRange(moved(start), moved(end));
}
