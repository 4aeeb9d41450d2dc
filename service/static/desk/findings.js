// What the check says of the captions by the rules of the chosen profile.

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
}
