// What the others do: new revisions, new times, approval, and who is here.

const ASK_MS = 5000; // where events do not come

/**
 * Calls `onNews()` when the service has more than the script, `onState(state)` with each event, and `onPresent(people)`.
 * Events that break off come again by themselves; meanwhile it asks.
 */
export function followEvents({ api, script, tab, onNews, onState, onPresent }) {
	let asking = 0;
	const source = api.events(tab);
	source.onmessage = ({ data }) => {
		clearInterval(asking);
		asking = 0;
		const news = JSON.parse(data);
		onPresent(news.present);
		onState(news);
		if (news.rev > script.rev || news.retimed > (script.retimed ?? 0) || news.timed !== script.allTimed) onNews();
	};
	source.onerror = () => {
		asking ||= setInterval(onNews, ASK_MS);
	};
	source.addEventListener("deleted", () => source.close());
}

/** The others who are here, as a sentence; this person's other tabs are one of them. */
export function presentLine(people) {
	const others = people.filter((each) => !each.me).map((each) => each.who);
	return others.length ? `Also here: ${[...new Set(others)].join(", ")}` : "";
}
