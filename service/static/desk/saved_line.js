// One line about what is saved: "Saved 18, 12:03", or what waits and why.

import { hourAndMinute } from "./clock.js";

export function savedLine(sender, outbox, script, isTyping) {
	const waiting = sender.queue.length;
	const counted = (count) => (count === 1 ? "1 edit" : `${count} edits`);
	const edits = counted(waiting);
	const keeps = outbox.kept ? "kept in this browser" : "not kept: this browser keeps nothing, leave the page open";
	if (sender.problem && waiting) {
		const { status, code } = sender.problem;
		if (status === 401 || code === "page_expired") return { text: `Sign in again: ${edits} ${keeps}`, waits: true, link: signInAddress() };
		if (code === "offline") return { text: `Offline: ${edits} ${keeps}`, waits: true };
		return { text: `The service is busy: ${edits} ${keeps}`, waits: true };
	}
	if (waiting || isTyping) return { text: outbox.kept ? "Saving\u2026" : `Saving\u2026 ${keeps}`, waits: false };
	const { size } = sender.clashes;
	if (size) return { text: `${counted(size)} not saved: choose what becomes of ${size === 1 ? "it" : "them"}`, waits: true };
	const when = sender.savedAt ? `, ${hourAndMinute(sender.savedAt)}` : "";
	const times = script.allTimed === false ? (script.aligner === false ? ", times estimated: no aligner runs" : ", timing\u2026") : "";
	return { text: `Saved ${script.rev}${when}${times}`, waits: false };
}

const signInAddress = () => `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;

export function showSavedLine(place, { text, waits, link }) {
	place.classList.toggle("waits", waits);
	if (place.dataset.said === text) return;
	place.dataset.said = text;
	place.textContent = text;
	if (link) place.append(" ", Object.assign(document.createElement("a"), { href: link, textContent: "Sign in", target: "_blank" }));
}
