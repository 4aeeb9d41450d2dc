// This person's revisions, to be undone and redone, newest last. They outlive a reload.

export class UndoStack {
	constructor(job, who) {
		const unnamed = `oncue-desk-undo-${job}`; // as it was kept before it was told whose it is
		this.#name = `${unnamed}-${who.id ?? ""}`;
		[this.done, this.undone] = [[], []];
		try {
			const kept = sessionStorage.getItem(this.#name) ?? sessionStorage.getItem(unnamed);
			[this.done, this.undone] = JSON.parse(kept) ?? [[], []];
			sessionStorage.removeItem(unnamed);
		} catch {}
		this.#keep();
	}

	#name;

	/** A revision was made. `role`: "edit", or "undo" or "redo" of what was on top. */
	made(rev, role) {
		if (role === "undo") {
			this.done.pop();
			this.undone.push(rev);
		} else {
			if (role === "redo") this.undone.pop();
			else this.undone = [];
			this.done.push(rev);
		}
		this.#keep();
	}

	/** What was on top cannot be undone, or redone: what is below it cannot either. */
	stuck(role) {
		if (role === "undo") this.done = [];
		else this.undone = [];
		this.#keep();
	}

	/** The revision to be undone next; null for none. Redoing is undoing the undoing. */
	next(role) {
		return (role === "undo" ? this.done : this.undone).at(-1) ?? null;
	}

	#keep() {
		try {
			sessionStorage.setItem(this.#name, JSON.stringify([this.done.slice(-500), this.undone.slice(-500)]));
		} catch {} // without storage it lives as long as the page
	}
}
