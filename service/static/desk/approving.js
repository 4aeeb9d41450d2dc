// The newest revision is approved, or it is said what is in the way.

import { hideNotice, showNotice } from "./notices.js";

const notices = document.getElementById("notices");

/** `despite`: why it is approved although the check finds something. */
export async function approve(desk, despite) {
	desk.typing.close();
	hideNotice(notices, "approve");
	if (desk.sender.queue.length) {
		desk.say("Some edits are not saved yet: approve once they are.");
		return;
	}
	try {
		const { rev } = desk.script;
		desk.takeOpened(await desk.api.approve(rev, despite));
		desk.say(`Revision ${rev} is approved.`);
	} catch (problem) {
		const anyway = ["Approve all the same\u2026", () => askWhy(desk)];
		showNotice(notices, "approve", problem.message, problem.code === "findings_open" ? [anyway] : [], "Not approved.");
	}
}

function askWhy(desk) {
	const why = prompt("Why are these captions approved all the same? The reason is kept with the approval.");
	if (why?.trim()) approve(desk, why.trim());
}
