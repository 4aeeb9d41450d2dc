// The captions as a list of fields, of which only those that are seen exist.

import { isPressed, released } from "../redrawing.js";
import { fillRow, lightInRow, newRow, showFigures } from "./cue_row.js";
import { Heights } from "./list_window.js";
import { offsetOfWord } from "./word_offset.js";

const LINE_PX = 24;
const ROW_PX = 20; // of a row beside its lines

/**
 * A row shows `waitingOf(cue)`, the record of a text that is not saved yet, else the script's text.
 * Calls `onActive(cue)` when another caption has the keyboard.
 */
export class CueList {
	constructor({ scroller, list, script, waitingOf, findingsOf, onActive }) {
		Object.assign(this, { scroller, list, script, waitingOf, findingsOf, onActive });
		this.cues = [];
		this.active = null; // the row that has, or last had, the keyboard
		this.#rows = new Map(); // by the first word of their caption
		this.#spare = [];
		this.#heights = new Heights();
		this.#measured = new Map();
		this.#watch = new ResizeObserver((entries) => this.#measure(entries));
		scroller.addEventListener("scroll", () => this.draw(), { passive: true });
		new ResizeObserver(() => this.draw()).observe(scroller);
		list.addEventListener("focusin", (event) => {
			this.#left = event.target.matches(".cue") ? event.target : null;
			this.#activate(event.target.closest(".cue"));
			this.#setTabStop();
		});
		list.addEventListener("focusout", () => {
			this.#left = null;
			this.#setTabStop();
		});
	}

	#rows;
	#spare;
	#heights;
	#measured;
	#watch;
	#held = null;
	#lit = null;
	#left = null; // the row whose text somebody has left by Esc, and which has the keyboard itself

	/**
	 * Shows these captions. While somebody presses one, or types in one whose borders would move, the list stays as it is
	 * until they leave it: nothing moves under the pointer, or the caret.
	 */
	show(cues) {
		const row = this.#typing();
		const pressed = isPressed(this.list);
		if (pressed || (row && !this.#stays(row, cues))) {
			if (pressed) released(this.list).then(() => this.release());
			this.#held = cues;
			this.draw();
			return;
		}
		this.#held = null;
		const anchor = this.#anchor(row);
		this.cues = cues;
		this.#setHeights();
		if (anchor) this.#keep(anchor);
		this.draw();
	}

	release() {
		if (this.#held) this.show(this.#held);
	}

	get isHeld() {
		return this.#held !== null;
	}

	draw() {
		const { scrollTop, clientHeight } = this.scroller;
		this.list.style.height = `${this.#heights.total}px`;
		if (!this.cues.length) {
			for (const name of [...this.#rows.keys()]) this.#drop(name);
			return;
		}
		const [first, last] = this.#heights.window(scrollTop, clientHeight);
		const wanted = new Map();
		for (let place = first; place <= last; place += 1) wanted.set(this.cues[place].first, place);
		const kept = this.#typing();
		if (kept && !wanted.has(kept.cue.first)) {
			const place = this.placeOf(kept.cue);
			if (place >= 0) wanted.set(this.cues[place].first, place);
		}
		for (const name of [...this.#rows.keys()]) if (!wanted.has(name)) this.#drop(name);
		for (const [name, place] of wanted) this.#draw(name, place);
		this.#setTabStop();
	}

	// Tab comes to one caption of the list, the one in hand, and goes on behind the list once its text was left: by Tab alone
	// nobody would come past thousands of them.
	#setTabStop() {
		const { scrollTop } = this.scroller;
		const seen = this.active?.isConnected ? this.active : this.rowAt(this.#heights.count ? this.#heights.rowAt(scrollTop) : 0);
		for (const row of this.#rows.values()) {
			const tabIndex = row === seen && !this.#left ? 0 : -1;
			if (row.field.tabIndex !== tabIndex) row.field.tabIndex = tabIndex;
		}
	}

	/** The place of a caption in the list, by its first word, else by where that word is now. */
	placeOf(cue) {
		const place = this.cues.findIndex((each) => each.first === cue.first);
		return place >= 0 ? place : this.placeOfWord(cue.first);
	}

	placeOfWord(id) {
		const at = this.script.places.get(id);
		if (at === undefined) return -1;
		let [low, high] = [0, this.cues.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.script.places.get(this.cues[middle].first) ?? -1) <= at) low = middle + 1;
			else high = middle;
		}
		return low - 1;
	}

	rowAt(place) {
		return this.#rows.get(this.cues[place]?.first) ?? null;
	}

	/** Brings a caption in view; `focus`: where the caret goes, undefined leaves the keyboard alone. */
	goTo(place, focus) {
		if (!this.cues[place]) return;
		const [top, bottom] = [this.#heights.tops[place], this.#heights.tops[place + 1]];
		const { scrollTop, clientHeight } = this.scroller;
		if (top < scrollTop + clientHeight * 0.1 || bottom > scrollTop + clientHeight * 0.85)
			this.scroller.scrollTop = Math.max(0, top - clientHeight * 0.35);
		this.draw();
		if (focus === undefined) return;
		const { field } = this.rowAt(place);
		field.focus({ preventScroll: true });
		const at = focus === "end" ? field.value.length : Math.min(focus, field.value.length);
		field.setSelectionRange(at, at);
	}

	goToWord(id, focus = true) {
		const place = this.placeOfWord(id);
		if (place < 0) return;
		const cue = this.cues[place];
		const text = () => this.waitingOf(cue)?.text ?? this.script.textOf(cue);
		this.goTo(place, focus ? offsetOfWord(this.script.wordsOf(cue), text(), id) : undefined);
		if (focus) return;
		const row = this.rowAt(place);
		if (this.#left && this.#left !== row) this.leaveText(row);
		this.#activate(row);
		this.#setTabStop();
	}

	/** The row itself has the keyboard: single keys work, and are about its caption. */
	leaveText(row) {
		row.tabIndex = -1;
		row.focus({ preventScroll: true });
	}

	/** Lights the word that is being said; null lights none. `follow`: its caption comes in view. */
	light(word, follow) {
		const place = word ? this.placeOfWord(word.id) : -1;
		if (place >= 0 && follow && place !== this.#lit?.place) this.goTo(place);
		const row = place >= 0 ? this.rowAt(place) : null;
		if (this.#lit && this.#lit.row !== row) {
			lightInRow(this.#lit.row, -1);
			this.#lit.row.classList.remove("current");
		}
		this.#lit = row ? { row, place } : null;
		if (!row) return;
		row.classList.add("current");
		const start = offsetOfWord(this.script.wordsOf(row.cue), row.field.value, word.id);
		lightInRow(row, start, start + word.text.length);
	}

	refresh(row) {
		row.field.rows = row.field.value.split("\n").length;
		showFigures(row, this.script.limits, this.findingsOf(row.cue));
	}

	#typing() {
		const row = document.activeElement?.closest?.(".cue");
		return row && this.list.contains(row) ? row : null;
	}

	#stays(row, cues) {
		if (document.activeElement !== row.field) return true;
		const cue = cues.find((each) => each.first === row.cue.first);
		if (cue?.last !== row.cue.last) return false;
		// What was typed behind its last word may be of the next caption now.
		const typed = row.around ? this.script.inside(row.around.before, row.around.after) : null;
		return !typed?.length || typed.at(-1).id === cue.last;
	}

	#activate(row) {
		if (!row?.cue || this.active?.cue === row.cue) return;
		this.active?.classList.remove("active");
		this.active = row;
		row.classList.add("active");
		this.onActive(row.cue);
	}

	#draw(name, place) {
		let row = this.#rows.get(name);
		if (!row) {
			row = this.#spare.pop() ?? newRow();
			this.#rows.set(name, row);
			this.list.append(row);
			this.#watch.observe(row);
		}
		const cue = this.cues[place];
		row.style.transform = `translateY(${this.#heights.tops[place]}px)`;
		if (document.activeElement === row.field && this.#held) return;
		fillRow(row, {
			cue, place, count: this.cues.length, script: this.script, limits: this.script.limits,
			waiting: this.waitingOf(cue), findings: this.findingsOf(cue),
		});
		row.classList.toggle("active", this.active === row);
	}

	#drop(name) {
		const row = this.#rows.get(name);
		this.#rows.delete(name);
		this.#watch.unobserve(row);
		lightInRow(row, -1);
		row.classList.remove("current", "active");
		if (this.#lit?.row === row) this.#lit = null;
		if (this.active === row) this.active = null;
		row.remove();
		this.#spare.push(row);
	}

	#setHeights() {
		this.#heights.set(this.cues.map((cue) => this.#measured.get(cue.first) ?? ROW_PX + LINE_PX * (1 + cue.lineStarts.length)));
	}

	async #measure(entries) {
		if (isPressed(this.list)) await released(this.list);
		let changed = false;
		for (const { target } of entries) {
			if (!target.cue || !target.isConnected) continue;
			const height = target.offsetHeight;
			const place = target.place;
			if (Math.abs(height - (this.#heights.tops[place + 1] - this.#heights.tops[place])) < 0.5) continue;
			this.#measured.set(target.cue.first, height);
			changed = true;
		}
		if (!changed) return;
		const anchor = this.#anchor(this.#typing());
		this.#setHeights();
		if (anchor) this.#keep(anchor);
		this.draw();
	}

	// What stays where it is on the screen: the caption with the keyboard, else the first one seen.
	#anchor(row) {
		const { scrollTop, clientHeight } = this.scroller;
		const topOf = (place) => this.#heights.tops[place] - scrollTop;
		if (row?.cue) {
			const place = this.placeOf(row.cue);
			if (place >= 0 && place < this.#heights.count && topOf(place) > -40 && topOf(place) < clientHeight)
				return { word: row.cue.first, top: topOf(place) };
		}
		if (!this.#heights.count || scrollTop === 0) return null;
		const place = this.#heights.rowAt(scrollTop);
		return this.cues[place] ? { word: this.cues[place].first, top: topOf(place) } : null;
	}

	#keep(anchor) {
		const place = this.placeOfWord(anchor.word);
		if (place < 0) return;
		this.list.style.height = `${this.#heights.total}px`;
		this.scroller.scrollTop = this.#heights.tops[place] - anchor.top;
	}
}
