// One line about what is saved: "Saved 18, 12:03", or what waits and why.

import { hourAndMinute } from "./clock.js";

/** `behind`: why the page is not up to date, as a `Problem`; null where it is. */
export function savedLine(sender, outbox, script, isTyping, behind) {
	const waiting = sender.queue.length;
	const counted = (count) => (count === 1 ? "1 edit" : `${count} edits`);
	const edits = counted(waiting);
	const keeps = outbox.kept ? "kept in this browser" : "not kept: this browser keeps nothing, leave the page open";
	if (sender.problem && waiting) {
		const { status, code } = sender.problem;
		if (status === 401 || code === "page_expired") return { text: `Sign in again: ${edits} ${keeps}`, waits: true, link: signInAddress() };
		if (code === "somebody_else") return { text: `${sender.problem.message} ${edits} of ${outbox.who.name} ${keeps}`, waits: true };
		if (code === "offline") return { text: `Offline: ${edits} ${keeps}`, waits: true };
		return { text: `The service is busy: ${edits} ${keeps}`, waits: true };
	}
	if (waiting || isTyping) return { text: outbox.kept ? "Saving\u2026" : `Saving\u2026 ${keeps}`, waits: false };
	const { size } = sender.clashes;
	if (size) return { text: `${counted(size)} not saved: choose what becomes of ${size === 1 ? "it" : "them"}`, waits: true };
	const when = sender.savedAt ? `, ${hourAndMinute(sender.savedAt)}` : "";
	const times = script.allTimed !== false ? "" : script.aligner === false ? ", times estimated: no aligner runs"
		: script.estimated ? ", some times stay estimated" : ", timing\u2026";
	const saved = `Saved ${script.rev}${when}`;
	if (behind) return { text: `${saved}, not up to date: ${behind.message}`, waits: true, link: behind.status === 401 ? signInAddress() : undefined };
	return { text: `${saved}${times}`, waits: false };
}

const signInAddress = () => `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;

export function showSavedLine(place, { text, waits, link }) {
	place.classList.toggle("waits", waits);
	if (place.dataset.said === text) return;
	place.dataset.said = text;
	place.textContent = text;
	if (link) place.append(" ", Object.assign(document.createElement("a"), { href: link, textContent: "Sign in", target: "_blank" }));
}
