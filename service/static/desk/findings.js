// What the check says of the captions by the rules of the chosen profile, and the way to each place.

import { clock } from "./clock.js";
import { button, element } from "./panels.js";

const SHOWN = 150;
const GAP_MS = 100; // that stays to the next caption
const MOST_LONGER_MS = 2000;
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
		for (const finding of this.found) {
			const cue = script.cues[(finding.cue ?? 0) - 1];
			if (!cue || finding.severity !== "hard") continue;
			const said = finding.code.replaceAll("_", " ");
			this.#byCue.set(cue.first, [...(this.#byCue.get(cue.first) ?? []), said]);
		}
		this.desk.list.draw();
		this.desk.panels.draw("check");
	}

	draw(place) {
		if (this.failed || !this.found.length) {
			const said = this.failed ? `The check cannot be had now: ${this.failed}` : "The check finds nothing by these rules.";
			place.append(element("p", { className: "empty-state", textContent: said }));
			return;
		}
		const hard = this.found.filter((finding) => finding.severity === "hard").length;
		place.append(element("p", { className: "hint", textContent: `${hard} to be mended, ${this.found.length - hard} to be looked at` }));
		const list = element("ol");
		for (const finding of this.found.slice(0, SHOWN)) {
			const cue = this.desk.script.cues[(finding.cue ?? 0) - 1];
			const where = finding.cue === null ? clock(finding.start_ms) : `${finding.cue}`;
			const go = button(`${finding.severity === "hard" ? "! " : ""}${where}: ${finding.text}`, () => this.#goTo(cue, finding), "link");
			const rule = element("div", { className: "hint", textContent: finding.rule });
			const row = element("li", { dir: "auto" }, go, rule);
			for (const [text, ops] of mends(finding, cue, this.desk.script)) row.append(button(text, () => this.desk.send({ kind: "ops", ops })));
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
		this.desk.player.goTo(finding.start_ms);
	}
}

/** What would mend a finding: [what it says, its ops]. */
export function mends(finding, cue, script) {
	if (!cue) return [];
	const found = [];
	if (["too_fast", "too_short"].includes(finding.code)) {
		const following = script.cues[finding.cue]?.inMs ?? script.durationMs;
		const outMs = Math.min(following - GAP_MS, cue.outMs + MOST_LONGER_MS);
		if (outMs > cue.outMs) found.push(["Keep it longer", [{ op: "show", word: cue.last, out_ms: outMs }]]);
	}
	const words = script.wordsOf(cue);
	if (words.length > 1 && ["too_fast", "too_long", "too_many_lines", "line_too_long"].includes(finding.code)) {
		const half = cue.lineStarts[0] ?? words[Math.ceil(words.length / 2)].id;
		found.push(["Split it in two", [{ op: "break", before: half, kind: "cue" }]]);
	}
	return found;
}
