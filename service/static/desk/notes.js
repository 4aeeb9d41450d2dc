// Notes for colleagues, hung on words; no caption shows them.

import { clock } from "./clock.js";
import { about, button, element } from "./panels.js";

export class Panel {
	constructor(desk) {
		this.desk = desk;
	}

	draw(place) {
		const { script, cue, list } = this.desk;
		if (cue) {
			const text = element("textarea", { dir: "auto", maxLength: 2000 });
			const form = element("form", {}, element("label", {}, `Note on caption ${script.cues.indexOf(cue) + 1}`, text), element("button", { textContent: "Keep" }));
			form.addEventListener("submit", (event) => {
				event.preventDefault();
				if (text.value.trim()) this.desk.send({ kind: "ops", ops: [{ op: "note", word: cue.first, text: text.value.trim() }] });
				text.value = "";
				document.activeElement?.blur();
			});
			place.append(form);
		}
		const notes = script.notes ?? [];
		if (!notes.length) {
			place.append(element("p", { className: "empty-state", textContent: "No notes. Choose a caption and write one: colleagues see it here." }));
			return;
		}
		const shown = element("ul");
		for (const [word, who, , text] of notes) {
			const at = script.word(word)?.startMs;
			const go = button(`${at == null ? "" : `${clock(at)} `}${who}: ${text}`, () => list.goToWord(word), "link");
			const remove = about(button("Remove", () => this.desk.send({ kind: "ops", ops: [{ op: "note", word, text: "" }] })), text);
			shown.append(element("li", { dir: "auto" }, go, element("div", {}, remove)));
		}
		place.append(shown);
	}
}
