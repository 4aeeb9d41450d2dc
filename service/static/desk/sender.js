// Sends what is in the outbox, one edit after the other, until the service has acknowledged each.

import { Problem, unreached } from "./api.js";
import { Clash } from "./clash.js";
import { uuid } from "./clock.js";
import { late } from "./late.js";
import { recordKey } from "./outbox.js";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const MOST_TRIES = 4; // of an edit that others keep coming in between with

/**
 * Calls: `onChange()` whenever something is to be shown otherwise; `onSaved(record, rev)` once an edit is acknowledged and the
 * script has it; `onClash(record)` for one that cannot be made, whose
 * `clash` says why; `onAnswered(record)` for one that is asked about no more.
 */
export class Sender {
	constructor({ api, script, outbox, tab, profile, reread, onChange, onSaved, onClash, onAnswered }) {
		Object.assign(this, { api, script, outbox, tab, profile, reread, onChange, onSaved, onClash, onAnswered });
		this.queue = [];
		this.clashes = new Map(); // records that wait for the person's choice, by their keys
		this.problem = null; // why the first of the queue waits
		this.savedAt = null;
		this.#waitMs = FIRST_WAIT_MS;
		for (const each of ["online", "focus"]) addEventListener(each, () => this.pump(true));
	}

	#waitMs;
	#timer = 0;
	#busy = false;
	#joined = []; // the last one to wait last
	#intents = null; // their module, fetched with the first edit

	add(intent) {
		const record = intent.key ? intent : { ...intent, key: recordKey(this.tab), job: this.outbox.job, tab: this.tab, sent: null };
		record.of ??= this.script.firstRev;
		return this.#wait(record);
	}

	again(record, changes) {
		this.clashes.delete(record.key);
		this.#wait(Object.assign(record, changes, { asked: record.clash, clash: null, sent: null, tries: 0 }));
	}

	// In the order in which they were made: what was left, or asked about, comes before what was typed since.
	#wait(record) {
		const { queue } = this;
		let at = queue.length;
		while (at && !queue[at - 1].sent && queue[at - 1].key > record.key) at -= 1;
		queue.splice(at, 0, record);
		this.#joined.push(record);
		this.outbox.put(record);
		this.pump();
		return record;
	}

	forget(record) {
		this.clashes.delete(record.key);
		this.onChange();
		return this.outbox.remove(record.key);
	}

	/** The service answers (again): what could not reach it waits no longer. */
	reached() {
		if (this.problem?.status === 0) this.pump(true);
	}

	/** Takes back what joined last, if it is not on its way; what was answered is asked again. */
	takeBack() {
		this.#joined = this.#joined.filter((each) => this.queue.includes(each));
		const record = this.#joined.at(-1);
		if (!record || record.sent) return null;
		this.queue.splice(this.queue.indexOf(record), 1);
		if (record.asked) {
			Object.assign(record, { clash: record.asked, asked: null });
			this.outbox.put(record);
			this.onClash(record);
		} else this.outbox.remove(record.key);
		this.onChange();
		return record;
	}

	async pump(now = false) {
		this.onChange();
		if (this.#busy || (this.#timer && !now)) return;
		clearTimeout(this.#timer);
		this.#timer = 0;
		this.#busy = true;
		try {
			while (this.queue.length && (await this.#isReady()) && (await this.#sendFirst()));
		} finally {
			this.#busy = false;
			this.onChange();
		}
	}

	async #isReady() {
		try {
			this.#intents ??= await late("intents").catch(unreached);
			return this.queue.length > 0; // it may have been taken back meanwhile
		} catch (problem) {
			return this.#waits(problem);
		}
	}

	async #sendFirst() {
		const record = this.queue[0];
		try {
			if (!record.sent) {
				const { findings } = record;
				if (record.of !== this.script.firstRev && record.kind !== "text") throw new Clash("The published text was replaced since: do it again where it is meant.");
				const ops = findings ? undefined : this.#intents.opsOf(record, this.script);
				if (ops && !ops.length) return this.#done(record, null);
				// What names its words by itself is the same edit, whoever finds it in the outbox.
				record.sent = { edit_id: record.kind === "ops" ? record.key : uuid(), rev: this.script.rev, ops, findings };
				await this.outbox.put(record);
			}
			const { retimed } = this.script;
			const answer = await this.api.edit(record.sent, { retimed, tab: this.tab }, this.profile());
			const stale = this.script.rev !== record.sent.rev || this.script.retimed !== retimed;
			if (stale || !this.script.change(answer)) await this.reread();
			this.problem = null;
			this.#waitMs = FIRST_WAIT_MS;
			this.savedAt = new Date();
			record.fixed = answer.fixed;
			return await this.#done(record, answer.fixed && !answer.fixed.length ? null : answer.rev);
		} catch (problem) {
			return this.#failed(record, problem);
		}
	}

	async #done(record, rev) {
		if (rev !== null && this.#intents.linesAreMissing(record, this.script)) {
			Object.assign(record, { sent: null, half: true });
			await this.outbox.put(record);
			this.onSaved(record, rev, false);
			return true;
		}
		await this.outbox.remove(record.key);
		const at = this.queue.indexOf(record); // it may have been taken back meanwhile
		if (at >= 0) this.queue.splice(at, 1); // with what follows: it is waiting or saved
		this.onSaved(record, rev, true);
		return true;
	}

	async #failed(record, problem) {
		if (problem instanceof Clash) return this.#clashed(record, problem);
		if (!(problem instanceof Problem)) throw problem;
		if (problem.passes) return this.#waits(problem);
		if (["edit_conflict", "text_replaced", "precondition_failed"].includes(problem.code)) {
			try {
				await this.reread();
			} catch (offline) {
				return this.#waits(offline);
			}
			record.tries = (record.tries ?? 0) + 1;
			if (record.kind !== "ops" && record.tries < MOST_TRIES) {
				record.sent = null; // made again, of the words that are there now; what both changed is a clash then
				await this.outbox.put(record);
				return true;
			}
			return this.#clashed(record, new Clash(problem.message, problem.body.theirs ?? "", problem.body.yours ?? ""));
		}
		return this.#clashed(record, new Clash(`${problem.message} (${problem.code})`, "", record.text ?? ""));
	}

	async #clashed(record, clash) {
		this.queue.shift();
		if (record.kind === "text") this.clashes.set(record.key, record);
		record.clash = { reason: clash.message, theirs: clash.theirs, yours: clash.yours || record.text || "" };
		await this.outbox.put(record); // kept until the person has chosen
		// What was typed on top of a text has that in it: one question for a caption, not one for each pause.
		for (const under of this.clashes.values())
			if (under !== record && under.kind === "text" && under.text === record.base && under.before === record.before && under.after === record.after) {
				this.onAnswered(under);
				await this.forget(under);
			}
		this.onClash(record);
		return true;
	}

	#waits(problem) {
		this.problem = problem;
		this.#timer = setTimeout(() => this.pump(true), this.#waitMs);
		this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
		return false;
	}
}
