// One caption as a row: times, speaker, a field with its text, and how fast and long it is.

import { clock } from "./clock.js";
import { element } from "./panels.js";
import { FLAG, nameOf } from "./script.js";

const made = (name, className, properties = {}) => element(name, { className, ...properties });

export function newRow() {
	const row = made("li", "cue");
	row.number = made("span", "number");
	row.time = made("button", "time", { type: "button", tabIndex: -1, title: "Play from here" });
	row.who = made("span", "who", { dir: "auto" });
	row.typed = made("div", "typed");
	row.behind = made("div", "behind", { ariaHidden: "true", dir: "auto" });
	row.field = made("textarea", "text", { dir: "auto", rows: 1, spellcheck: true, autocomplete: "off" });
	row.figures = made("span", "figures");
	row.typed.append(row.behind, row.field);
	row.append(row.number, row.time, row.who, row.typed, row.figures);
	return row;
}

/**
 * Shows a caption in a row, or `waiting`, the record of what was typed there. What the person is typing there stays.
 * `row.shown`: the `text` that is typed upon, and `around`, the record that it is of, or null.
 */
export function fillRow(row, { cue, place, count, script, limits, waiting, findings }) {
	const text = waiting?.text ?? script.textOf(cue);
	row.cue = cue;
	row.place = place;
	row.ariaSetSize = String(count);
	row.ariaPosInSet = String(place + 1);
	put(row.number, String(place + 1));
	put(row.time, `${clock(cue.inMs)}\n${clock(cue.outMs)}`);
	const speaker = nameOf(cue, script);
	put(row.who, speaker);
	row.field.ariaLabel = `Caption ${place + 1}, ${clock(cue.inMs)} to ${clock(cue.outMs)}${speaker ? `, ${speaker}` : ""}`;
	if (row.field.value !== text && document.activeElement !== row.field) row.field.value = text;
	if (row.field.value === text) row.shown = { text, around: waiting };
	row.field.rows = row.field.value.split("\n").length;
	row.classList.toggle("waiting", waiting !== null);
	const words = script.wordsOf(cue);
	row.classList.toggle("estimated", words.some((word) => word.flags & FLAG.ESTIMATED));
	row.classList.toggle("sound", words.length > 0 && words.every((word) => word.flags & FLAG.SOUND));
	showFigures(row, limits, findings);
}

/** How fast and long the typed caption is, and in words where that is beyond the limits. */
export function showFigures(row, limits = {}, findings = []) {
	const { cue, field } = row;
	const lines = field.value.split("\n");
	const longest = Math.max(...lines.map((line) => [...line].length));
	const seconds = Math.max(1, cue.outMs - cue.inMs) / 1000;
	const rate = [...field.value.replace(/\n/gu, "")].length / seconds;
	const said = [];
	if (limits.max_cps && rate > limits.max_cps) said.push("too fast");
	if (limits.max_chars && longest > limits.max_chars) said.push(`line ${longest}/${limits.max_chars}`);
	if (limits.max_lines && lines.length > limits.max_lines) said.push(`${lines.length} lines`);
	for (const finding of findings) if (!said.includes(finding)) said.push(finding);
	if (row.classList.contains("estimated")) said.push("times estimated");
	put(row.figures, [`${rate.toFixed(0)}/s ${longest}`, ...said].join("\n"));
	row.classList.toggle("beyond", said.some((each) => each !== "times estimated"));
	const described = said.join(", ");
	if (row.field.ariaDescription !== described) row.field.ariaDescription = described;
}

/** Lights the word of a caption that is being said, from `start` to `end` of its text; -1 lights none. */
export function lightInRow(row, start, end) {
	if (start < 0) {
		if (row.behind.firstChild) row.behind.replaceChildren();
		return;
	}
	const text = row.field.value;
	const mark = made("mark", "lit", { textContent: text.slice(start, end) });
	row.behind.replaceChildren(text.slice(0, start), mark, `${text.slice(end)}\u200b`);
}

function put(place, text) {
	if (place.textContent !== text) place.textContent = text;
}
