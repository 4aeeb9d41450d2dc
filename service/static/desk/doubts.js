// The places that a person should listen to, worst first, as the service lists them: one in hand, with answers of one key.

import { clock } from "./clock.js";
import { splitOps } from "./findings.js";
import { FLAG, textOfWords } from "./script.js";
import { button, element } from "./panels.js";

const SHOWN = 60;
const PAUSE_MS = 3000; // after an edit, until the list is asked for anew
const LEAST_OFF_MS = 50; // by which a border has another place
const AROUND_MS = 500; // that the service plays before a place
const ANSWER_S = 8; // of one doubt, where the service says no figure

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
		this.list = (script.doubts ?? []).filter(({ id, first }) =>
			!waiting.has(id) && (this.#answered.get(id) ?? -1) <= script.doubtsRev && (!first || script.places.has(first)),
		);
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

	#take(doubt) {
		const { desk } = this;
		this.inHand = doubt;
		this.#place = this.#placeOf(doubt);
		desk.panels.show("doubts");
		const typing = document.activeElement?.matches?.(".cue .text") ?? false;
		const place = doubt.first ? desk.script.placeOfCueWith(doubt.first) : desk.script.placeOfCueAt(doubt.start_ms);
		if (doubt.first) desk.list.goToWord(doubt.first, typing);
		else desk.list.goTo(place);
		if (place >= 0) desk.chosen(desk.script.cues[place]);
		desk.waveform.chosen = doubt.first;
		if (doubt.code === "place" && !typing) document.getElementById("wave").focus();
		if (desk.player.isReady) desk.player.playRange(doubt.start_ms, doubt.end_ms);
		else desk.player.goTo(doubt.start_ms);
		desk.say(doubt.says);
	}

	answer(n) {
		const doubt = this.inHand;
		const chosen = doubt && this.answersOf(doubt)[n];
		if (!chosen) return false;
		const [, does, stays] = chosen;
		does();
		if (!stays) this.#goOn();
		return true;
	}

	/** Enter on the waveform: the borders are right, as they are or as somebody has set them since. */
	accept() {
		if (this.inHand?.code !== "place") return false;
		const { script } = this.desk;
		const set = script.between(this.inHand.first, this.inHand.last).some((word) => word.flags & (FLAG.PINNED_START | FLAG.PINNED_END));
		if (!set) return this.answer(0);
		this.#answered.set(this.inHand.id, Infinity);
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

	/** [what it says, what it does, true where the doubt stays in hand] for the keys 1, 2, 3. */
	answersOf(doubt) {
		const { desk } = this;
		const { script } = desk;
		const range = { from: doubt.first, to: doubt.last };
		const send = (...ops) => desk.send({ kind: "ops", ops, doubt: doubt.id });
		const confirm = (says) => [says, () => send({ op: "confirm", ...range })];
		const leaveOut = ["Leave it out of the captions", () => send({ op: "replace", ...range, text: "", why: "not_said" })];
		const type = ["Type it", () => desk.list.goToWord(doubt.first), true];
		const heard = doubt.heard ? dressed(doubt.heard, doubt.first ? textOfWords(script.between(doubt.first, doubt.last)) : "") : "";
		const asHeard = heard ? [`As heard: ${heard}`, () => send({ op: "replace", ...range, text: heard, why: "said_otherwise" })] : leaveOut;
		switch (doubt.code) {
			case "heard_otherwise":
				return [confirm("As published"), asHeard, type];
			case "not_said":
				return [leaveOut, ["It is said: it begins here", () => send({ op: "say", ...range, say: "spoken" }, { op: "time", word: doubt.first, start_ms: desk.player.nowMs })], type];
			case "unwritten": {
				const [fromMs, toMs] = stretchOf(doubt, script.gaps ?? []);
				const [before, after] = script.shownAround(fromMs);
				const music = ["Music", () => send({ op: "sound", start_ms: fromMs, end_ms: toMs, text: "[MUSIC]" })];
				const write = ["Write it behind the caption before", () => desk.list.goTo(Math.max(0, script.placeOfCueAt(fromMs)), "end"), true];
				const nothing = ["Nothing to write", () => send({ op: "confirm", from: before ?? after, to: after ?? before })];
				const insert = [`Write: ${heard}`, () => send({ op: "replace", after: before, text: heard, why: "said_otherwise" })];
				return heard ? [insert, nothing, music] : [music, nothing, write];
			}
			case "limits":
				return [["Break it anew", () => this.#breakAnew(doubt)], confirm("Keep it as it is"), type];
			case "place": {
				const ops = borderOps(doubt, script);
				const drag = ["Set it on the waveform, then Enter", () => document.getElementById("wave").focus(), true];
				return [confirm("Right as it is"), ops.length ? [`It is at ${clock(doubt.figures.or_ms)}`, () => send(...ops)] : drag, type];
			}
			default:
				return [confirm("Right as it is"), asHeard, type];
		}
	}

	#breakAnew(doubt) {
		const { desk } = this;
		const found = desk.findings.found.filter((each) => each.fix && each.first === doubt.first).map((each) => each.id);
		if (found.length) return desk.send({ kind: "fix", findings: found, doubt: doubt.id });
		const cue = desk.script.cues[desk.script.placeOfCueWith(doubt.first)];
		const ops = splitOps(cue, desk.script);
		return ops.length ? desk.send({ kind: "ops", ops, doubt: doubt.id }) : desk.say("It is one word: type less, or keep it.");
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
		const certificate = certified(this.desk.script.certificate);
		if (certificate) place.append(element("p", { className: "certificate", textContent: certificate }));
		const doubt = this.inHand;
		if (!this.list.length && !doubt) {
			place.append(element("p", { className: "empty-state", textContent: "No doubts are left. Listen through once, then approve." }));
			return;
		}
		place.append(hint(this.#progress()));
		const at = this.#placeOf(doubt);
		if (doubt) {
			const card = element("div", { className: "doubt-in-hand" });
			const state = at < 0 ? "It is settled." : `At ${clock(doubt.start_ms)}`;
			card.append(element("p", { className: "reason", dir: "auto", textContent: doubt.says }), hint(state));
			const answers = element("div", { className: "answers" });
			if (at < 0) answers.append(button("Go on", () => this.step(1)));
			else
				this.answersOf(doubt).forEach(([text], n) => {
					const made = button("", () => this.answer(n));
					made.append(element("kbd", { textContent: String(n + 1) }), element("span", { textContent: text, dir: "auto" }));
					answers.append(made);
				});
			card.append(answers);
			place.append(card);
		}
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

function certified(certificate) {
	if (!certificate) return "";
	const { given, captions, sure, at_most: atMost, why } = certificate;
	if (!given) return `No certificate: ${why.map((each) => each.text).join(" ")}`;
	if (!sure) return "No caption is certified: each needs review.";
	const wrong = atMost ? `: at most 1 in ${Math.round(1 / atMost)} of them is wrong` : "";
	return `${sure} of ${captions} captions need no review${wrong}.`;
}

/** All of the stretch without text, of which the doubt plays a part with what is around it. */
function stretchOf({ start_ms: startMs, end_ms: endMs }, gaps) {
	const off = ([fromMs]) => Math.abs(fromMs - startMs - AROUND_MS);
	return gaps.filter(([fromMs, toMs]) => fromMs < endMs && toMs > startMs).sort((a, b) => off(a) - off(b))[0] ?? [startMs, endMs];
}

/** The ops that put a border where it was heard; two words that touch keep touching. [] where that is no place for it. */
function borderOps({ first, figures }, script) {
	const { at_ms: atMs, or_ms: orMs } = figures;
	const word = script.word(first);
	if (!word || !(Math.abs(orMs - atMs) >= LEAST_OFF_MS)) return [];
	const side = word.startMs === atMs ? "start" : "end";
	const beside = script.timed.map((place) => script.words[place]).find((each) => each.id !== first && each[side === "start" ? "endMs" : "startMs"] === atMs);
	const [before, behind] = side === "start" ? [beside, word] : [word, beside];
	if ((before && orMs <= before.startMs) || (behind && orMs >= behind.endMs)) return [];
	return [[before, "end_ms"], [behind, "start_ms"]].filter(([each]) => each).map(([each, name]) => ({ op: "time", word: each.id, [name]: orMs }));
}

/** What was heard, with the signs around the published text, and its capital. */
function dressed(heard, published) {
	const [, lead, inner, tail] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su.exec(published);
	const bare = /^[^\p{L}\p{N}]*(.*?)[^\p{L}\p{N}]*$/su.exec(heard)[1];
	if (!inner || !bare) return heard;
	const capital = /^\p{Lu}/u.test(inner) ? bare[0].toUpperCase() + bare.slice(1) : bare;
	return lead + capital + tail;
}
