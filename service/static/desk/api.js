// The desk's part of the HTTP API. Whatever goes wrong is a `Problem` with the service's stable code.

import { late } from "./late.js";

/** `code` is the service's, or `offline` where no answer came. `body` is the problem as the service wrote it. */
export class Problem extends Error {
	constructor(status, code, detail, body = {}) {
		super(detail);
		Object.assign(this, { status, code, body });
	}

	/** True where the same request may go through later, or once somebody has signed in. */
	get passes() {
		return [0, 401, 408, 429].includes(this.status) || ["page_expired", "somebody_else"].includes(this.code) || (this.status >= 500 && this.status !== 501);
	}
}

/** What goes wrong where no answer comes. */
export const unreached = () => {
	throw new Problem(0, "offline", "The service cannot be reached.");
};

// Then a lost connection is given up: an edit is sent again. All captions of five hours take a while.
const ANSWER_MS = { GET: 120_000, POST: 60_000 };

export class DeskApi {
	/** `who` the page was opened by: { id, name }. */
	constructor(job, who) {
		this.who = who;
		this.address = `/v1/jobs/${encodeURIComponent(job)}/desk`;
		this.token = tokenIn(document);
	}

	open() {
		return this.#json("POST", this.address);
	}

	read(profile, since) {
		return this.#json("GET", this.address + queryOf(profile, since));
	}

	/** Only rows that changed, and quickly; `words` is null where all is to be read. */
	changes(profile, { since, retimed }) {
		return this.#json("GET", `${this.address}/changes${queryOf(profile, { since, retimed: retimed ?? 0 })}`);
	}

	/** An edit, of `ops`, or of `findings` to be mended. */
	edit({ rev, edit_id: editId, ops, findings }, { retimed, tab }, profile) {
		const address = `${this.address}/${ops ? "edits" : "fix"}${queryOf(profile, { retimed: retimed ?? 0, tab })}`;
		return this.#json("POST", address, { edit_id: editId, ops, findings }, { "If-Match": `"${rev}"` });
	}

	revisions() {
		return this.#json("GET", `${this.address}/revisions`);
	}

	approve(rev, despite) {
		return this.#json("POST", `${this.address}/approve`, despite ? { rev, despite } : { rev });
	}

	check(profile) {
		return this.#json("GET", `${this.address}/check${queryOf(profile)}`);
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
		return answer.status === 204 ? {} : answer.json().catch(unreached); // or it breaks off
	}

	async #fetched(method, address, body, headers = {}) {
		const sent = { ...headers, Accept: "application/json" };
		if (body !== undefined) sent["Content-Type"] = "application/json";
		if (method !== "GET" && this.token) sent["X-CSRF-Token"] = this.token;
		let answer;
		try {
			const signal = AbortSignal.timeout(ANSWER_MS[method]);
			answer = await fetch(address, { method, headers: sent, body: body && JSON.stringify(body), signal });
		} catch {
			return unreached();
		}
		if (answer.ok) return answer;
		const told = await answer.json().catch(() => ({})); // of something between here and the service: its status says enough
		if (told.code === "page_expired" && (await this.#signedInAnew())) return this.#fetched(method, address, body, headers);
		throw new Problem(answer.status, told.code ?? "unknown", told.detail ?? `The service answered ${answer.status}.`, told);
	}

	async #signedInAnew() {
		const { tokenOf } = await late("session").catch(unreached);
		const before = this.token;
		this.token = (await tokenOf(this.who)) || before;
		return this.token !== before;
	}
}

/** The token that a page sends back with what it changes. */
export const tokenIn = (page) => page.querySelector('meta[name="csrf-token"]')?.content ?? "";

function queryOf(profile, more) {
	const query = new URLSearchParams({ ...more, ...(profile && { profile }) });
	return query.size ? `?${query}` : "";
}
