// Who speaks: names, renamed everywhere, and who says the caption in hand.

import { about, button, element } from "./panels.js";
import { FLAG, nameOf } from "./script.js";

export class Panel {
	constructor(desk) {
		this.desk = desk;
	}

	draw(place) {
		const { script, cue } = this.desk;
		const names = script.speakers ?? [];
		if (cue) {
			const form = element("form");
			const now = nameOf(cue, script);
			const who = element("input", { type: "text", value: now, autocomplete: "off", dir: "auto" });
			who.setAttribute("list", "names");
			const known = element("datalist", { id: "names" }, ...names.map((name) => element("option", { value: name })));
			form.append(element("label", {}, `Who says caption ${script.cues.indexOf(cue) + 1}`, who), known, element("button", { textContent: "Set" }));
			form.addEventListener("submit", (event) => {
				event.preventDefault();
				const name = who.value.trim();
				if (name !== now) this.desk.send({ kind: "ops", ops: [{ op: "speaker", from: cue.first, to: cue.last, name: name || null }] });
			});
			place.append(form);
		}
		place.append(element("h3", { textContent: "Everybody" }));
		if (!names.length) {
			place.append(element("p", { className: "empty-state", textContent: "Nobody has a name yet. Choose a caption and write who says it." }));
			return;
		}
		const counts = this.#counts(names);
		const list = element("ul");
		names.forEach((name, at) => {
			const field = element("input", { type: "text", value: name, autocomplete: "off", dir: "auto", ariaLabel: `Name of ${name}` });
			const rename = () => {
				const fresh = field.value.trim();
				if (fresh && fresh !== name) this.desk.send({ kind: "ops", ops: [{ op: "speaker", rename: { old: name, new: fresh } }] });
				else field.value = name;
			};
			const form = element("form", {}, field, element("div", { className: "row" }, about(button("Rename everywhere", rename), name), element("span", { className: "hint", textContent: `${counts[at]} words` })));
			form.addEventListener("submit", (event) => {
				event.preventDefault();
				rename();
			});
			list.append(element("li", {}, form));
		});
		place.append(list);
	}

	#counts(names) {
		const counts = names.map(() => 0);
		for (const word of this.desk.script.words) if (word.speaker !== null && !(word.flags & FLAG.HIDDEN)) counts[word.speaker] += 1;
		return counts;
	}
}
