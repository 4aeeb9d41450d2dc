// The desk's part of the HTTP API. Whatever goes wrong is a `Problem` with the service's stable code.

/** `code` is the service's, or `offline` where no answer came. `body` is the problem as the service wrote it. */
export class Problem extends Error {
	constructor(status, code, detail, body = {}) {
		super(detail);
		Object.assign(this, { status, code, body });
	}

	/** True where the same request may go through later. */
	get passes() {
		return this.status === 0 || this.status === 429 || (this.status >= 500 && this.status !== 501);
	}
}

export class DeskApi {
	constructor(job) {
		this.address = `/v1/jobs/${encodeURIComponent(job)}/desk`;
		this.token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
	}

	open() {
		return this.#json("POST", this.address);
	}

	read(profile, since) {
		const query = new URLSearchParams();
		if (profile) query.set("profile", profile);
		if (since) for (const [name, value] of Object.entries(since)) query.set(name, value);
		return this.#json("GET", query.size ? `${this.address}?${query}` : this.address);
	}

	/** Only rows that changed, and quickly; `words` is null where all is to be read. */
	changes(profile, { since, retimed }) {
		const query = new URLSearchParams({ since, retimed: retimed ?? 0, ...(profile && { profile }) });
		return this.#json("GET", `${this.address}/changes?${query}`);
	}

	/** An edit, of `ops`, or of `findings` to be mended. */
	edit({ rev, edit_id: editId, ops, findings }, retimed, profile) {
		const query = new URLSearchParams({ retimed: retimed ?? 0, ...(profile && { profile }) });
		return this.#json("POST", `${this.address}/${ops ? "edits" : "fix"}?${query}`, { edit_id: editId, ops, findings }, { "If-Match": `"${rev}"` });
	}

	revisions() {
		return this.#json("GET", `${this.address}/revisions`);
	}

	approve(rev, despite) {
		return this.#json("POST", `${this.address}/approve`, despite ? { rev, despite } : { rev });
	}

	check(profile) {
		return this.#json("GET", `${this.address}/check${profile ? `?profile=${encodeURIComponent(profile)}` : ""}`);
	}

	async peaks(fromMs, toMs, perSecond) {
		const answer = await this.#fetched("GET", `${this.address}/peaks?from=${fromMs}&to=${toMs}&per_second=${perSecond}`);
		return new Int8Array(await answer.arrayBuffer());
	}

	events(tab) {
		return new EventSource(`${this.address}/events?tab=${tab}`);
	}

	async #json(method, address, body, headers) {
		const answer = await this.#fetched(method, address, body, headers);
		return answer.status === 204 ? {} : answer.json();
	}

	async #fetched(method, address, body, headers = {}) {
		const sent = { ...headers, Accept: "application/json" };
		if (body !== undefined) sent["Content-Type"] = "application/json";
		if (method !== "GET" && this.token) sent["X-CSRF-Token"] = this.token;
		let answer;
		try {
			answer = await fetch(address, { method, headers: sent, body: body === undefined ? undefined : JSON.stringify(body) });
		} catch {
			throw new Problem(0, "offline", "The service cannot be reached.");
		}
		if (answer.ok) return answer;
		let told = {};
		try {
			told = await answer.json();
		} catch {
			// An answer of something between here and the service: its status says enough.
		}
		throw new Problem(answer.status, told.code ?? "unknown", told.detail ?? `The service answered ${answer.status}.`, told);
	}
}
