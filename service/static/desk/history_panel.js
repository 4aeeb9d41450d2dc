// The revisions: who made each, and when; and the way back to one. And what persons did that captions do not show (now).

import { hourAndMinute } from "./clock.js";
import { about, button, element } from "./panels.js";

const SHOWN = 100;

export class Panel {
	constructor(desk) {
		this.desk = desk;
	}

	async draw(place) {
		const { leftOver, unheld } = this.desk.script;
		place.append(...listed("Not carried over to the new published text", leftOver, lostLine));
		place.append(...listed("Not held under these limits", unheld, ({ code, text }) => `${code.replaceAll("_", " ")}: ${text}`));
		const list = element("ol");
		place.append(list);
		let found;
		try {
			found = await this.desk.api.revisions();
		} catch (problem) {
			list.replaceWith(element("p", { className: "empty-state", textContent: `The history cannot be read now: ${problem.message}` }));
			return;
		}
		const revisions = found.revisions.toSorted((a, b) => b.rev - a.rev).slice(0, SHOWN);
		for (const each of [...revisions, { rev: 0, who: "Oncue", kind: "machine" }]) {
			const at = each.at ? new Date(each.at) : null;
			const when = at ? `${at.toLocaleDateString()} ${hourAndMinute(at)}` : "";
			const what = [each.kind && each.kind !== "edit" ? each.kind : "", each.undone ? "undone" : "", found.approved === each.rev ? "approved" : ""];
			const text = [`${each.rev}`, nameOf(each.who), when, ...what].filter(Boolean).join(" \u00b7 ");
			const row = element("li", { className: "row" }, element("span", { textContent: text }));
			if (each.rev < this.desk.script.rev)
				row.append(about(button("Back to this", () => this.desk.send({ kind: "ops", ops: [{ op: "revert", to: each.rev }] })), each.rev));
			list.append(row);
		}
	}
}

function listed(title, found, lineOf) {
	if (!found?.length) return [];
	return [element("h3", { textContent: title }), element("ul", {}, ...found.map((each) => element("li", { dir: "auto", textContent: lineOf(each) })))];
}

function lostLine({ rev, by, op, words, detail }) {
	const wanted = op.text ?? op.name ?? op.rename?.new ?? "";
	return [`${rev}`, by, `${op.op}: ${[words, wanted].filter(Boolean).join(" \u2192 ")}`, detail].join(" \u00b7 ");
}

const nameOf = (who) => (typeof who === "string" ? who : (who?.name ?? ""));
