// Why the desk cannot be opened, for a person, and what can be done about it.

import { hideNotice, showNotice } from "./notices.js";

const notices = document.getElementById("notices");
const FIRST_WAIT_MS = 3000;
const LONGEST_WAIT_MS = 30_000;

let waitMs = FIRST_WAIT_MS;
let said = ""; // on the card
let tryAgain = null;

/** The desk is open. */
export const opened = () => hideNotice(notices, "open");

/** Says it, and is done once it is to be tried again: somebody wants to, or it may be possible by then. */
export function wanted(job, problem) {
	const goTo = (label, address) => [label, () => location.assign(address)];
	const toJob = goTo("To the job", `/jobs/${job}`);
	const chosen = () => {
		said = "";
		tryAgain();
	};
	const say = (sentence, ...choices) => {
		if (sentence === said) return; // it stays under the pointer and the keyboard; or somebody has closed it
		said = sentence;
		showNotice(notices, "open", sentence, [["Try again", chosen], ...choices], "The desk cannot be opened.");
	};
	return new Promise((again) => {
		tryAgain = again;
		if (problem.code === "not_found") say("There is no such job any more.", goTo("All jobs", "/jobs"));
		else if (problem.code === "no_captions") say("Its job ended without captions. The job's page says why, and what can be done.", toJob);
		else if (problem.code === "not_finished") say("Its captions are not ready yet. It opens by itself once they are.", toJob);
		else if (problem.status === 401) say("You are signed out.", goTo("Sign in", `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`));
		else say(problem.message, toJob);
		if (problem.code === "no_captions") setTimeout(again, LONGEST_WAIT_MS); // somebody may correct its job, or try it again
		if (problem.code !== "not_finished" && !problem.passes) return;
		setTimeout(again, waitMs);
		waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs);
	});
}
