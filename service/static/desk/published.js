// The published text around the caption in hand, with what captions say otherwise.

const AROUND = 2500; // characters before and behind
const MOST_MARKS = 150;

export class Published {
	constructor(place, { script, onWord }) {
		Object.assign(this, { place, script, onWord });
		this.cue = null;
		place.addEventListener("click", (event) => this.#clicked(event));
	}

	#from = 0;

	show(cue) {
		this.cue = cue;
		this.draw();
	}

	draw() {
		const { place, script } = this;
		const text = script.published;
		if (!text) {
			place.textContent = "The published text is not here yet.";
			return;
		}
		const [start, end] = this.#rangeOf(this.cue);
		this.#from = Math.max(0, text.lastIndexOf("\n", Math.max(0, start - AROUND)) + 1);
		if (start - this.#from > 2 * AROUND) this.#from = start - AROUND;
		const to = Math.min(text.length, end + AROUND);
		place.replaceChildren(...this.#pieces(this.#from, to, start, end));
		this.#bringInView();
	}

	#rangeOf(cue) {
		if (!cue) return [0, 0];
		const places = this.script.wordsOf(cue).map((word) => this.script.publishedAt(word.id)).filter((at) => at !== null);
		if (!places.length) return [0, 0];
		const last = Math.max(...places);
		return [Math.min(...places), last + wordLength(this.script.published, last)];
	}

	#pieces(from, to, start, end) {
		const pieces = [];
		let at = from;
		const plain = (until) => {
			for (const [cutAt, inCue] of [[Math.min(until, start), false], [Math.min(until, end), true], [until, false]]) {
				if (cutAt <= at) continue;
				pieces.push(inCue && cutAt > start ? piece("mark", this.script.published.slice(at, cutAt)) : this.script.published.slice(at, cutAt));
				at = cutAt;
			}
		};
		for (const [fromAt, untilAt, kind, title] of this.#differences(from, to)) {
			plain(fromAt);
			const made = piece(kind, this.script.published.slice(fromAt, untilAt));
			made.title = title;
			pieces.push(fromAt >= start && untilAt <= end ? piece("mark", "", made) : made);
			at = untilAt;
		}
		plain(to);
		return pieces;
	}

	// What captions have otherwise, or not at all: [from, to, "ins" or "del", what captions say].
	#differences(from, to) {
		const { script } = this;
		const text = script.published;
		const found = [];
		let behind = from;
		const gone = (until) => {
			const missing = text.slice(behind, until);
			const lead = missing.length - missing.trimStart().length;
			if (/[\p{L}\p{N}]/u.test(missing)) found.push([behind + lead, behind + missing.trimEnd().length, "del", "Not in the captions"]);
		};
		const near = this.cue ? (script.places.get(this.cue.first) ?? 0) : 0;
		for (let place = Math.max(0, near - AROUND); place < script.words.length && found.length < MOST_MARKS; place += 1) {
			const word = script.words[place];
			const at = script.publishedAt(word.id);
			if (at === null || at < from) continue;
			if (at >= to) break;
			const length = wordLength(text, at, word.text);
			if (at > behind) gone(at);
			if (text.slice(at, at + word.text.length) !== word.text) found.push([at, at + length, "ins", `Captions: ${word.text}`]);
			behind = Math.max(behind, at + length);
		}
		return found;
	}

	#bringInView() {
		const mark = this.place.querySelector("mark");
		if (!mark) return;
		const [box, seen] = [mark.getBoundingClientRect(), this.place.getBoundingClientRect()];
		if (box.top < seen.top + 24 || box.bottom > seen.bottom - 48) this.place.scrollTop += box.top - seen.top - seen.height * 0.3;
	}

	#clicked(event) {
		const caret = document.caretPositionFromPoint?.(event.clientX, event.clientY);
		const range = caret ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
		const [node, offset] = caret ? [caret.offsetNode, caret.offset] : [range?.startContainer, range?.startOffset ?? 0];
		if (!node || !this.place.contains(node)) return;
		const before = document.createRange();
		before.selectNodeContents(this.place);
		before.setEnd(node, offset);
		const at = this.#from + before.toString().length;
		let found = null;
		for (const word of this.script.words) {
			const place = this.script.publishedAt(word.id);
			if (place === null) continue;
			if (place > at) break;
			found = word;
		}
		if (found) this.onWord(found.id);
	}
}

// As long as the caption's word where they are the same, else to the next space.
function wordLength(text, at, word) {
	if (word !== undefined && text.startsWith(word, at)) return word.length;
	const space = text.slice(at, at + 200).search(/\s/u);
	return space < 0 ? Math.min(200, text.length - at) : Math.max(1, space);
}

function piece(name, text, ...inside) {
	const made = document.createElement(name);
	if (text) made.textContent = text;
	made.append(...inside);
	return made;
}
