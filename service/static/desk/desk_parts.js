// The desk: its parts, made here and told of each other, and the caption in hand.

import { clock } from "./clock.js";
import { setUpControls } from "./controls.js";
import { CueList } from "./cue_list.js";
import { Doubts } from "./doubts.js";
import { Findings } from "./findings.js";
import { late } from "./late.js";
import { Overview } from "./overview.js";
import { Panels } from "./panels.js";
import { Peaks } from "./peaks.js";
import { Player } from "./player.js";
import { savedLine, showSavedLine } from "./saved_line.js";
import { Saving } from "./saving.js";
import { Script } from "./script.js";
import { Sender } from "./sender.js";
import { Typing } from "./typing.js";
import { UndoStack } from "./undo.js";
import { Waveform } from "./waveform.js";

const byId = (id) => document.getElementById(id);
const AGAIN_MS = 5000;
const WHOLE_AFTER_MS = 3000; // without further news: making the whole takes seconds in a programme of five hours

export class Desk {
	constructor(job, opened, { api, outbox, tab }) {
		Object.assign(this, { api, outbox, tab });
		const script = (this.script = new Script(opened));
		this.cue = script.cues[0] ?? null; // the one in hand: what panels and keys are about
		this.behind = null;
		this.stack = new UndoStack(job, outbox.who);
		this.saving = new Saving(this, this.stack);
		this.player = new Player(byId("audio"), {
			onTime: (ms, playing) => this.#time(ms, playing),
			onState: (said) => this.#sound(said),
		});
		const onSeek = (ms) => this.player.goTo(ms);
		this.waveform = new Waveform(byId("waveform"), {
			script, onSeek,
			onTimes: (ops) => this.send({ kind: "ops", ops }),
			onWord: (word) => this.list.goToWord(word.id, false),
		});
		this.overview = new Overview(byId("overview"), { script, onSeek });
		this.published = null;
		this.sender = new Sender({
			api, script, outbox, tab,
			profile: () => this.profile(),
			reread: () => this.reread(),
			onChange: () => this.showSaved(),
			onSaved: (record, rev) => this.saving.saved(record, rev),
			onClash: (record) => this.saving.clashed(record),
			onAnswered: (record) => this.saving.answered(record),
		});
		this.findings = new Findings(this);
		this.list = new CueList({
			scroller: byId("scroller"), list: byId("cues"), script,
			waitingOf: (cue) => this.typing?.waitingOf(cue) ?? null,
			findingsOf: (cue) => this.findings.of(cue),
			onActive: (cue) => this.#taken(cue),
		});
		this.typing = new Typing({
			list: this.list, script, sender: this.sender, outbox, tab,
			say: (sentence) => this.say(sentence),
			onInput: () => {
				this.player.typed();
				this.showSaved();
			},
		});
		this.doubts = new Doubts(this);
		const panel = (id, title, part) => ({ id, title, count: () => part.count?.() ?? 0, draw: (place) => part.draw(place) });
		const later = (id, title, from, count) => ({ id, title, count, draw: (place) => this.#drawLater(id, from, place) });
		this.panels = new Panels([
			panel("doubts", "Doubts", this.doubts),
			later("check", "Check", "findings_panel", () => this.findings.count()),
			later("find", "Find", "find"),
			later("speakers", "Speakers", "speakers"),
			later("notes", "Notes", "notes", () => script.notes?.length ?? 0),
			later("history", "History", "history_panel", () => script.leftOver?.length ?? 0),
		]);
		setUpControls(this, opened);
		this.takeOpened(opened);
		this.refresh();
	}

	#loaded = new Map();

	// Panels that many never open are fetched when they are.
	async #drawLater(id, from, place) {
		try {
			if (!this.#loaded.has(id)) this.#loaded.set(id, new (await late(from)).Panel(this));
		} catch {
			place.textContent = "This panel cannot be fetched now: the service cannot be reached.";
			return;
		}
		await this.#loaded.get(id).draw(place);
	}

	/** Shows the published text, once everything else is there. */
	async showPublished() {
		const place = byId("published");
		try {
			const { Published } = await late("published");
			this.published = new Published(place, { script: this.script, onWord: (id) => this.goToWord(id) });
			this.published.show(this.cue);
		} catch {
			place.textContent = "The published text cannot be fetched now: the service cannot be reached.";
			setTimeout(() => this.showPublished(), AGAIN_MS);
		}
	}

	profile() {
		return byId("profile").value || undefined;
	}

	say(sentence) {
		for (const place of ["said", "heard"]) byId(place).textContent = sentence;
	}

	send(intent) {
		this.typing.close();
		return this.sender.add(intent);
	}

	// The caption that somebody goes to is what Tab plays.
	#taken(cue) {
		const { nowMs, isPlaying } = this.player;
		if (!isPlaying && (nowMs < cue.inMs || nowMs >= cue.outMs)) this.player.goTo(cue.inMs);
		this.chosen(cue);
	}

	chosen(cue) {
		if (this.cue === cue) return;
		this.cue = cue;
		this.#showCue();
		if (this.player.loop) this.player.loop = [cue.inMs, cue.outMs];
		if (["speakers", "notes"].includes(this.panels.shown)) this.panels.draw();
	}

	#showCue() {
		this.waveform.activeCue = this.cue?.first ?? null;
		this.waveform.draw();
		this.published?.show(this.cue);
		this.#preview(this.cue);
	}

	refresh() {
		const { script } = this;
		this.typing.catchUp();
		this.list.show(script.cues);
		this.showDoubts();
		if (this.cue) this.cue = script.cues[Math.max(0, script.placeOfCueWith(this.cue.first))] ?? null;
		this.#showCue();
		byId("cues").classList.toggle("nameless", !script.speakers?.length);
		byId("count").textContent = `${script.cues.length}`;
		this.panels.draw();
		this.showSaved();
		this.findings.refresh();
	}

	showDoubts() {
		this.waveform.marks = this.overview.marks = this.doubts.refresh();
		this.overview.newPicture();
	}

	#whole = 0; // the timer until the whole is read; 0 once that is done

	/**
	 * Takes what somebody else, or an aligner, has changed: the rows at once, and what is made of all of them a while after.
	 * Where nothing has changed, it asks for no more: making the whole is work, and keeps the desk's sound.
	 */
	async follow() {
		const { rev, retimed, allTimed } = this.script;
		const answer = await this.api.changes(this.profile(), { since: rev, retimed });
		if (!this.#whole && answer.rev === rev && answer.retimed === retimed && answer.timed === allTimed) return undefined;
		const isFresh = this.script.rev === rev && this.script.retimed === retimed;
		if (!isFresh || !this.script.change(answer)) return this.reread();
		this.takeOpened(answer);
		this.refresh();
		clearTimeout(this.#whole);
		this.#whole = setTimeout(() => this.reread().catch(() => {}), WHOLE_AFTER_MS);
		return undefined;
	}

	/** Reads what has changed, or all. An edit that was answered meanwhile makes the answer stale. */
	async reread({ all = false } = {}) {
		const { script } = this;
		clearTimeout(this.#whole);
		for (let tries = 0; ; tries += 1) {
			const [rev, retimed] = [script.rev, script.retimed];
			const answer = await this.api.read(this.profile(), all || tries > 2 ? null : { since: rev, retimed });
			if (Array.isArray(answer.words) ? answer.rev < script.rev : script.rev !== rev || script.retimed !== retimed) continue;
			if (Array.isArray(answer.words)) script.read(answer);
			else if (!script.change(answer)) {
				all = true;
				continue;
			}
			this.takeOpened(answer);
			this.refresh();
			this.#whole = 0;
			return;
		}
	}

	/** Takes sound, peaks and approval. */
	takeOpened(opened) {
		this.state = opened.state ?? this.state;
		if (opened.state === "open" && !this.waveform.peaks) {
			this.player.use(`${this.api.address}/audio`);
			this.waveform.peaks = new Peaks(this.api, 100, () => this.waveform.draw());
			this.overview.peaks = new Peaks(this.api, this.script.durationMs > 600_000 ? 1 : 10, () => this.overview.newPicture());
			this.overview.newPicture();
			this.waveform.draw();
		}
		this.soundProblem = opened.state === "failed" ? (opened.problem?.detail ?? "The sound could not be prepared.") : "";
		if (opened.approved !== undefined) this.script.approved = opened.approved;
		this.showSaved();
		this.#sound("");
	}

	/** `problem`: why what others do does not come, as long as it does not; null once it does. */
	showBehind(problem) {
		if (problem === this.behind) return;
		this.behind = problem;
		this.showSaved();
	}

	showSaved() {
		const { script, typing, sender, stack } = this;
		showSavedLine(byId("saved"), savedLine(sender, this.outbox, script, typing?.open, this.behind));
		byId("undo").disabled = !typing?.open && !sender.queue.length && stack.next("undo") === null;
		byId("redo").disabled = stack.next("redo") === null;
		const approved = script.approved ?? null;
		byId("approve").disabled = approved === script.rev;
		byId("approve").textContent = approved === script.rev ? `Approved ${approved}` : "Approve";
		byId("approve").title = `Downloads give ${approved === null ? "the machine's captions" : `revision ${approved}`}.`;
	}

	setSpeed(speed) {
		this.player.speed = speed;
		byId("speed").value = String(speed);
		this.say(`Speed ${speed}`);
	}

	/** Times are written otherwise from now on. */
	rewriteTimes() {
		this.#time(this.player.nowMs, this.player.isPlaying);
		this.refresh();
	}

	toggleLoop() {
		const on = this.player.loop === null && this.cue !== null;
		this.player.loop = on ? [this.cue.inMs, this.cue.outMs] : null;
		byId("loop").setAttribute("aria-pressed", String(on));
		this.say(on ? "This caption is played again and again." : "Loop off.");
	}

	/** Takes a word's caption in hand, and the sound to the word. */
	goToWord(id) {
		const word = this.script.word(id);
		this.list.goToWord(id, false);
		const place = this.script.placeOfCueWith(id);
		if (place >= 0) this.chosen(this.script.cues[place]);
		if (word?.startMs != null) this.player.goTo(word.startMs);
	}

	#time(ms, playing) {
		byId("now").textContent = clock(ms);
		this.waveform.at(ms);
		Object.assign(this.overview, { nowMs: ms, seen: [this.waveform.fromMs, this.waveform.fromMs + this.waveform.spanMs] });
		this.overview.draw();
		const typing = document.activeElement?.matches?.(".cue .text") ?? false;
		this.list.light(this.script.wordAt(ms), playing && byId("follow").checked && !typing);
		const cue = this.script.cues[this.script.placeOfCueAt(ms)];
		if (playing || !typing) this.#preview(cue && ms < cue.outMs ? cue : null);
		if (cue && playing && !typing && !this.player.loop) this.chosen(cue);
	}

	#preview(cue) {
		const shown = byId("preview").firstElementChild;
		const text = cue ? cue.lines.join("\n") : "";
		if (shown.textContent === text) return;
		shown.textContent = text;
		byId("preview").ariaLabel = text ? `Shown now: ${text}` : "No caption is shown now";
	}

	#sound(said) {
		const { player, script } = this;
		byId("play").disabled = !player.isReady;
		byId("play").textContent = player.isPlaying ? "Pause" : "Play";
		const waits = script.aligner === false ? "No sound yet: no aligner runs." : "The sound is being prepared.";
		if (said) this.say(said);
		else if (player.audio.error) this.say("The desk's sound cannot be played. Reload the page.");
		else if (!player.audio.getAttribute("src")) byId("heard").textContent = this.soundProblem || waits;
		else if (/prepared|aligner/u.test(byId("heard").textContent)) byId("heard").textContent = "";
	}
}
