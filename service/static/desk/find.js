// Find and replace in the text of all captions.

import { FLAG } from "./script.js";
import { button, element } from "./panels.js";

const SHOWN = 100;
const OPS_AT_ONCE = 200;

/**
 * The places of `wanted` in the words that captions show: `{ first, last, text, before, found, behind }`, `text` what the words
 * read with `instead` in its place. The same letters in another case are found, too, unless `exact`.
 */
export function matches(words, wanted, instead, { exact = false, whole = false } = {}) {
	if (!wanted.trim()) return [];
	const shown = words.filter((word) => !(word.flags & (FLAG.HIDDEN | FLAG.SOUND)));
	const starts = [];
	let text = "";
	for (const word of shown) {
		if (text && word.space) text += " ";
		starts.push(text.length);
		text += word.text;
	}
	const escaped = wanted.trim().replace(/[\\^$.*+?()[\]{}|/-]/gu, "\\$&").replace(/\s+/gu, "\\s+");
	const pattern = new RegExp(whole ? `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])` : escaped, exact ? "gu" : "giu");
	const found = [];
	let first = 0;
	for (const match of text.matchAll(pattern)) {
		const end = match.index + match[0].length;
		while (first + 1 < starts.length && starts[first + 1] <= match.index) first += 1;
		let last = first;
		while (last + 1 < starts.length && starts[last + 1] < end) last += 1;
		const until = starts[last] + shown[last].text.length;
		const previous = found.at(-1);
		const change = { from: match.index, to: end };
		// Two in the same word are one change.
		if (previous && previous.lastPlace >= first) Object.assign(previous, { last: shown[last].id, lastPlace: last, until, changes: [...previous.changes, change] });
		else found.push({ first: shown[first].id, last: shown[last].id, lastPlace: last, start: starts[first], until, changes: [change] });
	}
	for (const each of found) {
		let at = each.start;
		each.text = "";
		for (const { from, to } of each.changes) {
			each.text += text.slice(at, from) + instead;
			at = to;
		}
		each.text = (each.text + text.slice(at, each.until)).trim();
		const { from, to } = each.changes[0];
		[each.before, each.found, each.behind] = [text.slice(Math.max(0, from - 30), from), text.slice(from, to), text.slice(to, to + 30)];
	}
	return found;
}

export class Panel {
	constructor(desk) {
		Object.assign(this, { desk, wanted: "", instead: "", exact: false, whole: false, at: -1 });
	}

	#results = null;

	#found() {
		return matches(this.desk.script.words, this.wanted, this.instead, this);
	}

	draw(place) {
		const form = element("form");
		const field = (name, label) => {
			const input = element("input", { type: "text", value: this[name], autocomplete: "off", dir: "auto" });
			input.addEventListener("input", () => {
				this[name] = input.value;
				this.#show();
			});
			form.append(element("label", {}, label, input));
			return input;
		};
		field("wanted", "Find").dataset.first = "";
		field("instead", "Replace by");
		for (const [name, label] of [["exact", "Capital letters as typed"], ["whole", "Whole words"]]) {
			const box = element("input", { type: "checkbox", checked: this[name] });
			box.addEventListener("change", () => {
				this[name] = box.checked;
				this.#show();
			});
			form.append(element("label", { className: "tick" }, box, label));
		}
		const actions = element("div", { className: "row" });
		actions.append(element("button", { textContent: "Next" }), button("Replace", () => this.#replace()), button("Replace all", () => this.#replaceAll()));
		form.append(actions);
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			this.#next();
		});
		this.#results = element("div");
		place.append(form, this.#results);
		this.#show();
	}

	#show() {
		const found = this.#found();
		const said = !this.wanted.trim() ? "Type what to look for." : found.length ? `${found.length} found` : `"${this.wanted}" is in no caption.`;
		const list = element("ol");
		found.slice(0, SHOWN).forEach((each, place) => {
			const go = button("", () => this.#goTo(found, place), "link");
			go.append(each.before, element("strong", { textContent: each.found }), each.behind);
			list.append(element("li", { dir: "auto" }, go));
		});
		this.#results.replaceChildren(element("p", { className: "hint", role: "status", textContent: said }), list);
	}

	#goTo(found, place) {
		if (!found.length) return;
		this.at = (place + found.length) % found.length;
		const each = found[this.at];
		this.desk.list.goToWord(each.first, false);
		const at = this.desk.script.placeOfCueWith(each.first);
		if (at >= 0) this.desk.chosen(this.desk.script.cues[at]);
		const word = this.desk.script.word(each.first);
		if (word.startMs !== null && !this.desk.player.isPlaying) this.desk.player.goTo(word.startMs);
	}

	#next() {
		this.#goTo(this.#found(), this.at + 1);
	}

	#replace() {
		const found = this.#found();
		const each = found[Math.max(0, this.at)];
		if (!each) return this.#show();
		this.desk.send({ kind: "ops", ops: [opOf(each)] });
		this.at -= 1;
		return this.desk.say(`${each.found} is replaced.`);
	}

	#replaceAll() {
		const found = this.#found().filter((each) => each.found !== this.instead);
		for (let from = 0; from < found.length; from += OPS_AT_ONCE)
			this.desk.send({ kind: "ops", ops: found.slice(from, from + OPS_AT_ONCE).map(opOf) });
		this.desk.say(`${found.length} are replaced.`);
	}
}

const opOf = ({ first, last, text }) => ({ op: "replace", from: first, to: last, text });
