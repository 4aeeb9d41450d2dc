// The places that a person should listen to, worst first, as the service lists them: one in hand, with answers of one key.

import { clock } from "./clock.js";
import { late } from "./late.js";
import { button, element } from "./panels.js";

const SHOWN = 60;
const PAUSE_MS = 3000; // after an edit, until the list is asked for anew
const ANSWER_S = 8; // of one doubt, where the service says no figure

let answering = null; // their module, fetched with the first doubt that somebody takes in hand

export class Doubts {
	constructor(desk) {
		Object.assign(this, { desk, list: [], inHand: null });
	}

	#place = 0; // in the list, of the one in hand
	#known = new Set(); // all that were ever in the list, by these limits
	#profile;
	#answered = new Map(); // by id: the revision that the answer became
	#timer = 0;

	/** Takes the service's list, without what is answered already. Gives the stretches of sound that these are about. */
	refresh() {
		const { script, sender } = this.desk;
		const waiting = new Set(sender.queue.map((record) => record.doubt));
		if (this.#profile !== script.profile) this.#known.clear();
		this.#profile = script.profile;
		const isOpen = ({ id, first }) => !waiting.has(id) && (this.#answered.get(id) ?? -1) <= script.doubtsRev && (!first || script.places.has(first));
		this.list = (script.doubts ?? []).filter(isOpen).map((each) => ({ ...each, says: byClock(each) }));
		for (const { id } of this.list) this.#known.add(id);
		const at = this.#placeOf(this.inHand);
		if (at >= 0) [this.inHand, this.#place] = [this.list[at], at];
		return this.list.map((doubt) => {
			const words = doubt.first ? script.between(doubt.first, doubt.last).filter((word) => word.startMs !== null) : [];
			return words.length ? [words[0].startMs, words.at(-1).endMs] : [doubt.start_ms, doubt.end_ms];
		});
	}

	/** An edit is saved: what the list says of the words is asked anew, once nothing more comes. */
	saved(record, rev) {
		if (record.doubt && rev !== null) this.#answered.set(record.doubt, rev);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			const { script, sender } = this.desk;
			if (!sender.queue.length && script.doubtsRev < script.rev) this.desk.reread().catch(() => {});
		}, PAUSE_MS);
	}

	count() {
		return this.list.length;
	}

	#placeOf(doubt) {
		return doubt ? this.list.findIndex((each) => each.id === doubt.id) : -1;
	}

	step(by) {
		const count = this.list.length;
		if (!count) {
			this.inHand = null;
			this.desk.panels.show("doubts");
			return this.desk.say("There is no doubt left.");
		}
		let to = by > 0 ? 0 : -1;
		if (this.inHand) to = this.#place + (this.#placeOf(this.inHand) < 0 && by > 0 ? 0 : by); // what has left was there
		return this.#take(this.list[(to + count) % count]);
	}

	async #take(doubt) {
		const { desk } = this;
		try {
			answering ??= await late("doubt_answers");
		} catch {
			desk.say("The answers cannot be fetched now: the service cannot be reached.");
			return;
		}
		this.inHand = doubt;
		this.#place = this.#placeOf(doubt);
		desk.panels.show("doubts");
		const typing = document.activeElement?.matches?.(".cue .text") ?? false;
		const { script } = desk;
		const cue = script.cues[doubt.first ? script.placeOfCueWith(doubt.first) : script.placeOfCueAt(doubt.start_ms)];
		if (cue) {
			desk.list.goToWord(doubt.first ?? cue.first, typing);
			desk.chosen(cue);
		}
		desk.waveform.chosen = doubt.first;
		if (doubt.code === "place" && !typing) document.getElementById("wave").focus();
		if (desk.player.isReady) desk.player.playRange(doubt.start_ms, doubt.end_ms);
		else desk.player.goTo(doubt.start_ms);
		desk.say(doubt.says);
	}

	answer(n) {
		const doubt = this.inHand;
		// A doubt that is settled has no answers any more: what they would change is what somebody has changed since.
		const chosen = doubt && this.#placeOf(doubt) >= 0 && answering.answersOf(doubt, this.desk)[n];
		if (!chosen) return false;
		const [, does, stays] = chosen;
		if (does() !== false && !stays) this.#goOn();
		return true;
	}

	/** Enter on the waveform: the borders are right, as they are or as somebody has set them since. */
	accept() {
		if (this.inHand?.code !== "place") return false;
		const { script, sender } = this.desk;
		if (!answering.isSet(this.inHand, script) && this.#placeOf(this.inHand) >= 0) return this.answer(0);
		this.#answered.set(this.inHand.id, script.rev + sender.queue.length); // no list has that yet, or it knows
		this.#goOn();
		return true;
	}

	#goOn() {
		this.desk.showDoubts();
		const at = this.#placeOf(this.inHand);
		const next = this.list[at < 0 ? this.#place : at + 1];
		if (next) this.#take(next);
		else {
			this.inHand = null;
			this.desk.panels.draw("doubts");
			this.desk.say(this.list.length ? `The end of the list: ${this.list.length} are left.` : "There is no doubt left.");
		}
	}

	/** "12 of 40, about 3 min left". */
	#progress() {
		const left = this.list.length;
		const { doubts, seconds } = this.desk.script.certificate ?? {};
		const minutes = Math.round((left * (doubts ? seconds / doubts : ANSWER_S)) / 60);
		return `${this.#known.size - left} of ${this.#known.size} answered, ${minutes ? `about ${minutes} min` : "less than a minute"} left`;
	}

	draw(place) {
		const hint = (...inside) => element("p", { className: "hint" }, ...inside);
		const doubt = this.inHand;
		if (!this.list.length && !doubt) {
			place.append(element("p", { className: "empty-state", textContent: "No doubts are left. Listen through once, then approve." }), ...certified(this.desk.script.certificate));
			return;
		}
		const at = this.#placeOf(doubt);
		if (doubt) place.append(answering.cardOf(doubt, this.desk, at < 0));
		place.append(hint(this.#progress()), ...certified(this.desk.script.certificate));
		const from = doubt ? (at < 0 ? this.#place : at + 1) : 0;
		if (from >= this.list.length) return;
		place.append(
			element("h3", { textContent: doubt ? "Then" : "Worst first" }),
			hint(element("kbd", { textContent: "N" }), " takes the next one in hand and plays it."),
		);
		const list = element("ol");
		for (const each of this.list.slice(from, from + SHOWN))
			list.append(element("li", { dir: "auto" }, button(each.says, () => this.#take(each), "link")));
		place.append(list);
		const more = this.list.length - from - SHOWN;
		if (more > 0) place.append(hint(`and ${more} more`));
	}
}

// Why, with its times as the desk writes times.
const byClock = ({ says, times = {} }) => says.replace(/\d+:\d\d:\d\d\.\d/gu, (text) => (text in times ? clock(times[text]) : text));

function certified(certificate) {
	if (!certificate) return [];
	const { given, captions, sure, at_most: atMost, why } = certificate;
	const textContent = !given ? `No certificate: ${why.map((each) => each.text).join(" ")}`
		: !sure ? "No caption is certified: each needs review."
		: `${sure} of ${captions} captions need no review: at most 1 in ${Math.round(1 / atMost)} of them is wrong.`;
	return [element("p", { className: given && sure ? "certificate" : "certificate none", textContent })];
}
