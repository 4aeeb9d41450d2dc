// What the check says of the captions by the rules of the chosen profile: the way to each place, and mending.

import { clock } from "./clock.js";
import { button, element } from "./panels.js";

const SHOWN = 150;
const PAUSE_MS = 800; // after an edit, so that it is asked once for several

export class Findings {
	constructor(desk) {
		Object.assign(this, { desk, found: [], failed: "" });
	}

	#byCue = new Map();
	#timer = 0;
	#asked = "";

	count() {
		return this.found.length;
	}

	/** What has to be mended in a caption, in words. */
	of(cue) {
		return this.#byCue.get(cue.first) ?? [];
	}

	/** Asks for the findings of the captions as they are now, once nothing has changed for a moment. */
	refresh() {
		const { script } = this.desk;
		const wanted = `${script.rev} ${script.retimed} ${this.desk.profile()}`;
		if (wanted === this.#asked) return;
		this.#asked = wanted;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
	}

	async #ask() {
		const { api, script } = this.desk;
		const rev = script.rev;
		try {
			const answer = await api.check(this.desk.profile());
			if (rev !== script.rev) return;
			[this.found, this.failed] = [answer.findings, ""];
		} catch (problem) {
			[this.failed, this.#asked] = [problem.message, ""];
		}
		this.#byCue = new Map();
		for (const { first, severity, code } of this.found)
			if (first && severity === "hard") this.#byCue.set(first, [...this.of({ first }), code.replaceAll("_", " ")]);
		this.desk.list.draw();
		this.desk.panels.draw("check");
	}

	#fix(findings) {
		this.desk.send({ kind: "fix", findings });
	}

	draw(place) {
		const { script } = this.desk;
		if (this.failed || !this.found.length) {
			const said = this.failed ? `The check cannot be had now: ${this.failed}` : "The check finds nothing by these rules.";
			place.append(element("p", { className: "empty-state", textContent: said }));
			return;
		}
		const hard = this.found.filter((finding) => finding.severity === "hard").length;
		place.append(element("p", { className: "hint", textContent: `${hard} to be mended, ${this.found.length - hard} to be looked at` }));
		const fixable = this.found.filter((finding) => finding.fix).map((finding) => finding.id);
		if (fixable.length > 1) place.append(button(`Fix all that can be (${fixable.length})`, () => this.#fix(fixable)));
		const list = element("ol");
		for (const finding of this.found.slice(0, SHOWN)) {
			const cue = finding.first ? script.cues[script.placeOfCueWith(finding.first)] : null;
			const said = `${finding.severity === "hard" ? "! " : ""}${finding.cue ?? clock(finding.at_ms)}: ${finding.text}`;
			const rule = element("div", { className: "hint", textContent: finding.rule });
			const row = element("li", {}, button(said, () => this.#goTo(cue, finding), "link"), rule);
			const ops = LONG.has(finding.code) ? splitOps(cue, script) : [];
			if (finding.fix) row.append(named(button("Fix", () => this.#fix([finding.id])), said));
			else if (ops.length) row.append(named(button("Split it in two", () => this.desk.send({ kind: "ops", ops })), said));
			list.append(row);
		}
		place.append(list);
		const more = this.found.length - SHOWN;
		if (more > 0) place.append(element("p", { className: "hint", textContent: `and ${more} more` }));
	}

	#goTo(cue, finding) {
		if (cue) {
			this.desk.list.goToWord(cue.first, false);
			this.desk.chosen(cue);
		}
		this.desk.player.goTo(finding.at_ms);
	}
}

const LONG = new Set(["too_fast", "too_long", "too_many_lines", "line_too_long"]);

const named = (made, said) => Object.assign(made, { ariaLabel: `${made.textContent}: ${said}` });

/** The edit that splits a caption where its second line begins, else in its middle; [] for one of a single word. */
export function splitOps(cue, script) {
	const words = cue ? script.wordsOf(cue) : [];
	const half = cue?.lineStarts[0] ?? words[Math.ceil(words.length / 2)]?.id;
	return words.length > 1 ? [{ op: "break", before: half, kind: "cue" }] : [];
}
