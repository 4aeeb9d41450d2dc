// The caption desk is opened here, and takes up what was not sent the last time.

import { DeskApi, Problem } from "./api.js";
import { uuid } from "./clock.js";
import { Desk } from "./desk_parts.js";
import { followEvents, presentLine } from "./events.js";
import { showNotice } from "./notices.js";
import { Outbox, thisTab } from "./outbox.js";

const byId = (id) => document.getElementById(id);
const OPENING_MS = 1000;
const pause = () => new Promise((done) => setTimeout(done, OPENING_MS));

async function opened(api) {
	await api.open();
	for (;;) {
		const desk = await api.read();
		if (Array.isArray(desk.words)) return desk;
		if (desk.state === "failed") throw new Problem(0, "failed", desk.problem?.detail ?? "Its job has no captions.");
		await pause();
	}
}

async function adopt(desk, isOpen, first = false) {
	if ((await desk.outbox.records()).length) await (await import("./adopt.js")).adopt(desk, isOpen, first);
}

// A link may lead to a place of the desk.
async function arrive(desk) {
	try {
		(await import("./arrival.js")).arrive(desk, new URLSearchParams(location.search));
	} catch {
		desk.say("The place that the link leads to cannot be found now.");
	}
}

async function start() {
	const { job } = document.body.dataset;
	const api = new DeskApi(job);
	const [outbox, { tab, isOpen }] = await Promise.all([Outbox.open(job), thisTab(uuid)]);
	let first;
	try {
		first = await opened(api);
	} catch (problem) {
		byId("saved").textContent = "Not opened";
		showNotice(byId("notices"), "open", problem.message, [["Try again", start]], "The desk cannot be opened.");
		return;
	}
	const desk = new Desk(job, first, { api, outbox, tab });
	await adopt(desk, isOpen, true);
	// Another tab may have been closed before this one was looked at again.
	if (navigator.locks) document.addEventListener("visibilitychange", () => document.hidden || adopt(desk, isOpen).catch(() => {}));
	if (location.search) await arrive(desk);
	followEvents({
		api, tab,
		script: desk.script,
		onNews: () => desk.follow().then(() => desk.sender.reached()).catch(() => {}),
		onState: ({ approved, state }) => {
			desk.script.approved = approved;
			desk.sender.reached();
			desk.showSaved();
			if (state !== desk.state) desk.reread().catch(() => {}); // the sound is there, or cannot be had
		},
		onPresent: (people) => (byId("present").textContent = presentLine(people)),
	});
	document.body.dataset.ready = "";
}

start();
