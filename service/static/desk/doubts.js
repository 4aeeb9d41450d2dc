// The places that a person should listen to, worst first: one in hand, its reason, and answers of one key.

import { clock } from "./clock.js";
import { FLAG, textOfWords } from "./script.js";
import { button, element } from "./panels.js";

const BEFORE_MS = 600;
const MOST_MS = 4000; // of sound that is played for a doubt
const UNSURE = 0.5;
const SHOWN = 60;

export class Doubts {
	constructor(desk) {
		this.desk = desk;
		this.list = [];
		this.at = -1;
		this.passed = new Set(); // what somebody chose to leave as it is, where no word can be confirmed
	}

	/** Reads the doubts anew. The one in hand stays in hand. */
	refresh() {
		const { script } = this.desk;
		const held = this.inHand && keyOf(this.inHand);
		const found = script.doubts?.length ? script.doubts : doubtsOf(script);
		this.list = found.filter((doubt) => !this.passed.has(keyOf(doubt)) && !isSettled(doubt, script));
		this.at = held ? this.list.findIndex((doubt) => keyOf(doubt) === held) : -1;
		return this.list.filter((doubt) => doubt.start_ms !== null).map((doubt) => [doubt.start_ms, doubt.end_ms]);
	}

	count() {
		return this.list.length;
	}

	get inHand() {
		return this.list[this.at] ?? null;
	}

	step(by) {
		const { desk } = this;
		if (!this.list.length) return desk.say("There is no doubt left.");
		this.at = (Math.max(this.at, by > 0 ? -1 : 0) + by + this.list.length) % this.list.length;
		return this.#take();
	}

	#take() {
		const { desk, inHand } = this;
		desk.panels.show("doubts");
		if (inHand.first) desk.list.goToWord(inHand.first, document.activeElement?.matches?.(".cue .text") ?? false);
		const place = inHand.first ? desk.script.placeOfCueWith(inHand.first) : -1;
		if (place >= 0) desk.chosen(desk.script.cues[place]);
		if (inHand.start_ms !== null) {
			const from = Math.max(0, inHand.start_ms - BEFORE_MS);
			if (desk.player.isReady) desk.player.playRange(from, Math.min(inHand.end_ms + BEFORE_MS, from + MOST_MS));
			else desk.player.goTo(from);
		}
		desk.say(this.reasonOf(inHand));
	}

	answer(n) {
		const doubt = this.inHand;
		const chosen = doubt && this.answersOf(doubt)[n];
		if (!chosen) return false;
		const next = this.list[this.at + 1] ?? null;
		const [, does, stays] = chosen;
		does();
		if (stays) return true;
		this.passed.add(keyOf(doubt));
		this.refresh();
		this.at = next ? this.list.findIndex((each) => keyOf(each) === keyOf(next)) : -1;
		if (this.inHand) this.#take();
		else this.desk.panels.draw("doubts");
		return true;
	}

	reasonOf(doubt) {
		const { script } = this.desk;
		if (doubt.says) return doubt.says;
		const text = doubt.first ? textOfWords(script.between(doubt.first, doubt.last)) : "";
		return REASONS[doubt.code]?.(text, doubt) ?? doubt.code;
	}

	/** [what it says, what it does, true where the doubt stays in hand] for the keys 1, 2, 3. */
	answersOf(doubt) {
		const { desk } = this;
		const range = { from: doubt.first, to: doubt.last };
		const ops = (...list) => () => desk.send({ kind: "ops", ops: list });
		const type = ["Type it", () => desk.list.goToWord(doubt.first), true];
		switch (doubt.code) {
			case "heard_otherwise":
				return [
					["As published", ops({ op: "confirm", ...range })],
					[`As heard: ${doubt.heard}`, ops({ op: "replace", ...range, text: doubt.heard, why: "said_otherwise" })],
					type,
				];
			case "not_said":
				return [
					["Leave out of the captions", ops({ op: "replace", ...range, text: "", why: "not_said" })],
					["It is said: it begins here", () => ops({ op: "say", ...range, say: "spoken" }, { op: "time", word: doubt.first, start_ms: desk.player.nowMs })()],
					type,
				];
			case "unwritten":
				return [
					["Music", ops({ op: "sound", start_ms: doubt.start_ms, end_ms: doubt.end_ms, text: "[MUSIC]" })],
					["Nothing to write", () => {}],
					["Write it behind the caption before", () => desk.list.goTo(desk.script.placeOfCueAt(doubt.start_ms), "end"), true],
				];
			default:
				return [["Right as it is", ops({ op: "confirm", ...range })], ["Set the borders on the waveform", () => this.#toWaveform(doubt), true], type];
		}
	}

	#toWaveform(doubt) {
		this.desk.waveform.chosen = doubt.first;
		this.desk.waveform.draw();
		document.getElementById("wave").focus();
	}

	draw(place) {
		const doubt = this.inHand;
		if (!this.list.length) {
			place.append(element("p", { className: "empty-state", textContent: "No doubts are left. Listen through once, then approve." }));
			return;
		}
		if (doubt) {
			const card = element("div", { className: "doubt-in-hand" });
			card.append(element("p", { className: "reason", dir: "auto", textContent: this.reasonOf(doubt) }));
			card.append(element("p", { className: "hint", textContent: `${this.at + 1} of ${this.list.length}, at ${clock(doubt.start_ms ?? 0)}` }));
			const answers = element("div", { className: "answers" });
			this.answersOf(doubt).forEach(([text], n) => {
				const made = button("", () => this.answer(n));
				made.append(element("kbd", { textContent: String(n + 1) }), element("span", { textContent: text, dir: "auto" }));
				answers.append(made);
			});
			card.append(answers);
			place.append(card);
		}
		place.append(
			element("h3", { textContent: doubt ? "Then" : "Worst first" }),
			element("p", { className: "hint" }, element("kbd", { textContent: "N" }), " takes the next one in hand and plays it."),
		);
		const list = element("ol");
		const from = doubt ? this.at + 1 : 0;
		for (const each of this.list.slice(from, from + SHOWN)) {
			const take = button(this.reasonOf(each), () => {
				this.at = this.list.indexOf(each);
				this.#take();
			}, "link");
			list.append(element("li", { dir: "auto" }, take));
		}
		place.append(list);
		const more = this.list.length - from - SHOWN;
		if (more > 0) place.append(element("p", { className: "hint", textContent: `and ${more} more` }));
	}
}

const REASONS = {
	not_said: (text) => `No sound for "${text}"`,
	place: (text) => `Not sure where "${text}" is said`,
	unwritten: (_text, doubt) => `${((doubt.end_ms - doubt.start_ms) / 1000).toFixed(1)} s of speech without text`,
	heard_otherwise: (text, doubt) => `Published "${text}", heard "${doubt.heard}"`,
};

const keyOf = (doubt) => `${doubt.code} ${doubt.first} ${doubt.last} ${doubt.first ? "" : doubt.start_ms}`;

function isSettled(doubt, script) {
	if (!doubt.first) return false;
	const words = script.between(doubt.first, doubt.last);
	return !words.length || words.every((word) => word.flags & FLAG.CONFIRMED);
}

/** The doubts that the words themselves tell of: those without sound, and those of an unsure place. */
function doubtsOf(script) {
	const found = [];
	let [open, behindMs] = [null, 0];
	const close = () => {
		if (open) found.push(open);
		open = null;
	};
	for (const word of script.words) {
		if (word.flags & (FLAG.HIDDEN | FLAG.SOUND)) continue;
		behindMs = word.endMs ?? behindMs; // what has no time is looked for behind the word before it
		const code = word.flags & FLAG.CONFIRMED ? null
			: word.flags & FLAG.NOT_IN_AUDIO ? "not_said"
			: word.confidence !== null && word.confidence < UNSURE ? "place" : null;
		if (open && open.code !== code) close();
		if (!code) continue;
		open ??= { code, first: word.id, start_ms: word.startMs ?? behindMs, end_ms: word.endMs ?? behindMs, worst: code === "not_said" ? 0 : 1 };
		open.last = word.id;
		open.end_ms = word.endMs ?? open.end_ms;
		if (code === "place") open.worst = Math.min(open.worst, word.confidence);
	}
	close();
	for (const [startMs, endMs] of script.gaps ?? [])
		found.push({ code: "unwritten", first: null, last: null, start_ms: startMs, end_ms: endMs, worst: UNSURE / 2 });
	return found.sort((a, b) => a.worst - b.worst);
}
