// What the others do: new revisions, new times, approval, and who is here.

import { Problem } from "./api.js";

const FIRST_WAIT_MS = 2000; // until it is asked, where events do not come
const LONGEST_WAIT_MS = 30_000;
const SILENT_MS = 60_000; // without an event: nothing has changed, or nothing comes through any more

/**
 * Calls `onNews()`, which gives a promise, when the service may have more than the script; `onState(state)` with each event;
 * `onPresent(people)`; and `onLine(problem)` with why nothing comes, or null.
 *
 * Events that break off come again by themselves; those that the service refused are asked for anew. Meanwhile it looks, less
 * and less often.
 */
export function followEvents({ api, script, tab, onNews, onState, onPresent, onLine }) {
	let source = null;
	let timer = 0;
	let waitMs = FIRST_WAIT_MS;
	let isFailing = false;
	const lookIn = (ms) => {
		clearTimeout(timer);
		timer = setTimeout(look, ms);
	};
	const allIsWell = () => {
		[waitMs, isFailing] = [FIRST_WAIT_MS, false];
		onLine(null);
		lookIn(SILENT_MS);
	};
	const connect = () => {
		source = api.events(tab);
		source.onmessage = ({ data }) => {
			const news = JSON.parse(data);
			onPresent(news.present);
			onState(news);
			if (news.rev > script.rev || news.retimed > (script.retimed ?? 0) || news.timed !== script.allTimed) look();
			else allIsWell();
		};
		source.onerror = () => {
			if (!isFailing) lookIn(waitMs);
			isFailing = true;
		};
		source.addEventListener("deleted", () => {
			clearTimeout(timer);
			source.close();
			onLine(new Problem(404, "not_found", "its job was deleted."));
		});
	};
	const look = async () => {
		const isOpen = source.readyState === EventSource.OPEN;
		const problem = await onNews().then(() => null, (each) => each);
		if (isOpen && !problem) return allIsWell();
		onLine(problem);
		if (problem) source.close(); // it may be open with nothing coming through
		if (source.readyState === EventSource.CLOSED) connect();
		isFailing = true;
		lookIn(waitMs);
		waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs);
	};
	connect();
}

/** The others who are here, as a sentence; this person's other tabs are one of them. */
export function presentLine(people) {
	const others = people.filter((each) => !each.me).map((each) => each.who);
	return others.length ? `Also here: ${[...new Set(others)].join(", ")}` : "";
}
