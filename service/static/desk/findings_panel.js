// The panel of what the check finds: the way to each place, and mending.

import { splitOps } from "./caption_words.js";
import { clock } from "./clock.js";
import { about, button, element } from "./panels.js";

const SHOWN = 150;

export class Panel {
	constructor(desk) {
		this.desk = desk;
	}

	#fix(findings) {
		this.desk.send({ kind: "fix", findings });
	}

	draw(place) {
		const { script, findings } = this.desk;
		const { found, failed } = findings;
		if (failed || !found.length) {
			const said = failed ? `The check cannot be had now: ${failed}` : "The check finds nothing by these rules.";
			place.append(element("p", { className: "empty-state", textContent: said }));
			return;
		}
		const hard = found.filter((finding) => finding.severity === "hard").length;
		place.append(element("p", { className: "hint", textContent: `${hard} to be mended, ${found.length - hard} to be looked at` }));
		const fixable = found.filter((finding) => finding.fix).map((finding) => finding.id);
		if (fixable.length > 1) place.append(button(`Fix all that can be (${fixable.length})`, () => this.#fix(fixable)));
		const list = element("ol");
		for (const finding of found.slice(0, SHOWN)) {
			const cue = finding.first ? script.cues[script.placeOfCueWith(finding.first)] : null;
			const said = `${finding.severity === "hard" ? "! " : ""}${finding.cue ?? clock(finding.at_ms)}: ${finding.text}`;
			const rule = element("div", { className: "hint", textContent: finding.rule });
			const row = element("li", {}, button(said, () => this.#goTo(cue, finding), "link"), rule);
			const ops = LONG.has(finding.code) ? splitOps(cue, script) : [];
			if (finding.fix) row.append(about(button("Fix", () => this.#fix([finding.id])), said));
			else if (ops.length) row.append(about(button("Split it in two", () => this.desk.send({ kind: "ops", ops })), said));
			list.append(row);
		}
		place.append(list);
		const more = found.length - SHOWN;
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
