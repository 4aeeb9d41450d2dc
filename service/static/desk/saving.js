// What becomes of an edit once the service has answered, and what was done is undone and redone.

import { late } from "./late.js";
import { hideNotice, showNotice } from "./notices.js";

const notices = document.getElementById("notices");
const AGAIN_MS = 5000; // until the card of a clash is asked for again, where the service is away

export class Saving {
	constructor(desk, stack) {
		Object.assign(this, { desk, stack });
	}

	#roles = new Map(); // of records that are an undo or a redo

	undo() {
		const { typing, sender } = this.desk;
		if (typing.takeBack()) return;
		if (sender.takeBack()) this.desk.refresh();
		else this.#step("undo");
	}

	redo() {
		this.#step("redo");
	}

	#step(role) {
		const { desk } = this;
		const rev = this.stack.next(role);
		if (rev === null) desk.say(role === "undo" ? "There is nothing of yours to undo." : "There is nothing to redo.");
		if (rev === null || [...this.#roles.values()].includes(role)) return; // or one is on its way
		const record = desk.sender.add({ kind: "ops", ops: [{ op: "undo", rev }] });
		this.#roles.set(record.key, role);
	}

	saved(record, rev) {
		const { desk } = this;
		if (rev !== null) this.stack.made(rev, this.#roles.get(record.key) ?? "edit");
		this.#roles.delete(record.key);
		desk.doubts.saved(record, rev);
		if (record.fixed) desk.say(`${record.fixed.length} mended, ${record.findings.length - record.fixed.length} left to you.`);
		const goes = rev === null ? null : record.kind === "split" ? record.sent.ops[0].before : record.kind === "merge" ? record.first : null;
		if (goes === null) {
			desk.refresh();
			return;
		}
		// The keyboard goes where the person's eyes are: to the caption that began, or to where two became one.
		document.activeElement?.closest?.(".cue")?.field.blur();
		desk.refresh();
		desk.list.goToWord(goes);
	}

	clashed(record) {
		const role = this.#roles.get(record.key);
		this.#roles.delete(record.key);
		if (role) {
			this.stack.stuck(role);
			this.desk.sender.forget(record);
			showNotice(notices, "undo", record.clash.reason, [], role === "undo" ? "Not undone." : "Not redone.");
		} else this.show(record);
		this.desk.refresh();
	}

	show(record) {
		this.desk.sender.clashes.set(record.key, record);
		this.desk.showSaved();
		this.#ask(record);
	}

	async #ask(record) {
		try {
			const { showClash } = await late("clash_card");
			if (this.desk.sender.clashes.has(record.key)) showClash(this.desk, record);
		} catch {
			setTimeout(() => this.#ask(record), AGAIN_MS);
		}
	}

	answered({ key }) {
		hideNotice(notices, key);
	}
}
