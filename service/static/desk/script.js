// The words and captions of the desk as the service has them, by revision, and what is asked of them.

/** What the bits of a word's flags say. */
export const FLAG = {
	PINNED_START: 1, PINNED_END: 2, BY_PERSON: 4, ESTIMATED: 8, CONFIRMED: 16, NOTED: 32, HIDDEN: 64, SOUND: 128, NOT_IN_AUDIO: 256,
};

const CALLED = { first_rev: "firstRev", duration_ms: "durationMs", timed: "allTimed", left_over: "leftOver" };

const wordOf = ([id, text, startMs, endMs, confidence, flags, speaker, space]) => (
	{ id, text, startMs, endMs, confidence, flags, speaker, space }
);
const cueOf = ([first, last, inMs, outMs, lineStarts, lines, speaker]) => (
	{ first, last, inMs, outMs, lineStarts, lines, speaker }
);

export class Script {
	constructor(desk) {
		this.read(desk);
	}

	/** Takes the whole desk, as `GET desk` gives it. */
	read(desk) {
		this.words = desk.words.map(wordOf);
		this.cues = desk.cues.map(cueOf);
		this.published = desk.text ?? "";
		this.#units = /[\u{10000}-\u{10ffff}]/u.test(this.published) ? unitsOf(this.published) : null;
		this.#takeFigures(desk);
		this.#index();
	}

	/**
	 * Takes what has changed since the revision that is here. False where the answer does not say what: read all again then.
	 */
	change(delta) {
		if (!delta.words || !delta.cues) return false;
		const words = spliced(this.words, delta.words, delta.words.words.map(wordOf), (word) => word.id);
		const cues = spliced(this.cues, delta.cues, delta.cues.cues.map(cueOf), (cue) => cue.first);
		if (!words || !cues) return false;
		[this.words, this.cues] = [words, cues];
		this.#takeFigures(delta);
		this.#index();
		return true;
	}

	#units = null;

	/** Where a word of the published text begins in it; null for a word that somebody added. */
	publishedAt(id) {
		if (id[0] !== "w") return null;
		const place = Number(id.slice(1));
		return this.#units ? (this.#units[place] ?? null) : place;
	}

	#takeFigures({ words, cues, text, ...desk }) {
		for (const [name, value] of Object.entries(desk)) this[CALLED[name] ?? name] = value;
		if (desk.doubts) this.doubtsRev = desk.rev;
	}

	#index() {
		this.places = new Map(this.words.map((word, place) => [word.id, place]));
		this.timed = [];
		for (let place = 0; place < this.words.length; place += 1) {
			const word = this.words[place];
			if (word.startMs !== null && !(word.flags & FLAG.HIDDEN)) this.timed.push(place);
		}
		this.cueOfWord = null;
	}

	word(id) {
		const place = this.places.get(id);
		return place === undefined ? null : this.words[place];
	}

	/** The shown words from `first` to `last`; [] where these are no longer there. */
	between(first, last) {
		const [from, to] = [this.places.get(first), this.places.get(last)];
		return from === undefined || to === undefined ? [] : shown(this.words.slice(from, to + 1));
	}

	/**
	 * The shown words behind the word `before` and ahead of the word `after`; null is the beginning, or the end. null where
	 * one of them is no longer there.
	 */
	inside(before, after) {
		const from = before === null ? -1 : this.places.get(before);
		const to = after === null ? this.words.length : this.places.get(after);
		return from === undefined || to === undefined || from >= to ? null : shown(this.words.slice(from + 1, to));
	}

	wordsOf(cue) {
		return this.between(cue.first, cue.last);
	}

	/** The caption as it is typed: its words, and a new line where one is shown. */
	textOf(cue) {
		return textOfWords(this.wordsOf(cue), new Set(cue.lineStarts));
	}

	placeOfCueWith(id) {
		const place = this.places.get(id);
		if (place === undefined) return -1;
		return lastWhere(this.cues.length, (at) => this.places.get(this.cues[at].first) <= place);
	}

	placeOfCueAt(ms) {
		return lastWhere(this.cues.length, (at) => this.cues[at].inMs <= ms);
	}

	/** The word said at `ms`, a breath longer than it is, so that the light does not flicker; else null. */
	wordAt(ms, heldMs = 120) {
		const at = lastWhere(this.timed.length, (each) => this.words[this.timed[each]].startMs <= ms);
		if (at < 0) return null;
		const word = this.words[this.timed[at]];
		const following = at + 1 < this.timed.length ? this.words[this.timed[at + 1]].startMs : Infinity;
		return ms < Math.max(word.endMs, Math.min(following, word.endMs + heldMs)) ? word : null;
	}

	wordsWithin(fromMs, toMs) {
		const found = [];
		let at = Math.max(0, lastWhere(this.timed.length, (each) => this.words[this.timed[each]].startMs <= fromMs));
		for (; at < this.timed.length; at += 1) {
			const word = this.words[this.timed[at]];
			if (word.startMs > toMs) break;
			if (word.endMs >= fromMs) found.push(word);
		}
		return found;
	}

	/** The ids of the last shown word that begins before `fromMs`, and of the first that begins behind; null for none. */
	shownAround(fromMs) {
		const at = lastWhere(this.timed.length, (each) => this.words[this.timed[each]].startMs <= fromMs);
		return [at, at + 1].map((each) => this.words[this.timed[each]]?.id ?? null);
	}

	wordBeside(ms, step) {
		const at = lastWhere(this.timed.length, (each) => this.words[this.timed[each]].startMs <= ms + (step > 0 ? 1 : -60));
		return this.words[this.timed[step > 0 ? at + 1 : at]] ?? null;
	}
}

const shown = (words) => words.filter((word) => !(word.flags & FLAG.HIDDEN));

/** The text of words, with a new line before those in `lineStarts`. */
export function textOfWords(words, lineStarts = new Set()) {
	let text = "";
	words.forEach((word, place) => {
		if (place) text += lineStarts.has(word.id) ? "\n" : word.space ? " " : "";
		text += word.text;
	});
	return text;
}

/** The name of who says a caption, "" for somebody without one. */
export const nameOf = (cue, script) =>
	typeof cue.speaker === "number" ? (script.speakers?.[cue.speaker] ?? "") : (cue.speaker ?? "");

/** The last place for which `holds` is true, of places for which it is true first and then false; -1 for none. */
export function lastWhere(count, holds) {
	let [low, high] = [0, count];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (holds(middle)) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}

// Ids count characters, and a browser's text has two units for those beyond U+FFFF.
function unitsOf(text) {
	const units = [];
	for (let at = 0; at < text.length; at += text.codePointAt(at) > 0xffff ? 2 : 1) units.push(at);
	return Uint32Array.from(units);
}

// What is between the items `after` and `before` gives way; null where one of them is not there.
function spliced(items, { after, before }, fresh, nameOf) {
	const from = after === null ? 0 : items.findIndex((item) => nameOf(item) === after) + 1;
	if (after !== null && from === 0) return null;
	const to = before === null ? items.length : items.findIndex((item, place) => place >= from && nameOf(item) === before);
	return to < 0 ? null : [...items.slice(0, from), ...fresh, ...items.slice(to)];
}
