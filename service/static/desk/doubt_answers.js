// What each kind of doubt may be answered with, by a key.

import { splitOps } from "./caption_words.js";
import { clock } from "./clock.js";
import { button, element } from "./panels.js";
import { FLAG, textOfWords } from "./script.js";

const LEAST_OFF_MS = 50; // by which a border has another place
const AROUND_MS = 500; // that the service plays before a place

/** The doubt in hand with its answers; `isSettled`: the service has it no more. */
export function cardOf(doubt, desk, isSettled) {
	const state = isSettled ? "It is settled." : `At ${clock(doubt.start_ms)}`;
	const answers = element("div", { className: "answers" });
	if (isSettled) answers.append(button("Go on", () => desk.doubts.step(1)));
	else
		answersOf(doubt, desk).forEach(([text], n) => {
			const made = button("", () => desk.doubts.answer(n));
			made.append(element("kbd", { textContent: String(n + 1) }), element("span", { textContent: text, dir: "auto" }));
			answers.append(made);
		});
	const reason = element("p", { className: "reason", dir: "auto", textContent: doubt.says });
	return element("div", { className: "doubt-in-hand" }, reason, element("p", { className: "hint", textContent: state }), answers);
}

/** [what it says, what it does, true where the doubt stays in hand] for the keys 1, 2, 3. */
export function answersOf(doubt, desk) {
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
			return [["Break it anew", () => breakAnew(doubt, desk)], confirm("Keep it as it is"), type];
		case "place": {
			const ops = borderOps(doubt, script);
			const drag = ["Set it on the waveform, then Enter", () => document.getElementById("wave").focus(), true];
			return [confirm("Right as it is"), ops.length ? [`It is at ${clock(doubt.figures.or_ms)}`, () => send(...ops)] : drag, type];
		}
		default:
			return [confirm("Right as it is"), asHeard, type];
	}
}

/** True where somebody has set a border of the words that a doubt is about. */
export const isSet = ({ first, last }, script) =>
	script.between(first, last).some((word) => word.flags & (FLAG.PINNED_START | FLAG.PINNED_END));

function breakAnew(doubt, desk) {
	const found = desk.findings.found.filter((each) => each.fix && each.first === doubt.first).map((each) => each.id);
	if (found.length) return desk.send({ kind: "fix", findings: found, doubt: doubt.id });
	const cue = desk.script.cues[desk.script.placeOfCueWith(doubt.first)];
	const ops = splitOps(cue, desk.script);
	if (ops.length) return desk.send({ kind: "ops", ops, doubt: doubt.id });
	desk.say("It is one word: type less, or keep it.");
	return false;
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
