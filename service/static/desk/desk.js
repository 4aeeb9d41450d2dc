// The caption desk is opened here, and takes up what was not sent the last time.

import { DeskApi, Problem } from "./api.js";
import { uuid } from "./clock.js";
import { Desk } from "./desk_parts.js";
import { followEvents, presentLine } from "./events.js";
import { late } from "./late.js";
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

async function openedAtLast(api, job) {
	for (let why = null; ; ) {
		let problem = null;
		const desk = await opened(api).catch((each) => (problem = each));
		if (!problem) {
			why?.opened();
			return desk;
		}
		byId("saved").textContent = `Not opened: ${problem.message}`;
		why = await late("not_opened").catch(() => null);
		await (why ? why.wanted(job, problem) : pause());
	}
}

// Without what was left the page is not ready.
const lateAtLast = (name) => late(name).catch(() => pause().then(() => lateAtLast(name)));

async function start() {
	const { job, who: id, name } = document.body.dataset;
	const who = { id, name };
	const api = new DeskApi(job, who);
	const [outbox, { tab, isOpen }] = await Promise.all([Outbox.open(job, who), thisTab(uuid)]);
	const first = await openedAtLast(api, job);
	const left = await outbox.records().catch(() => []);
	const own = new Set(left.filter((each) => each.tab === tab).map(({ key }) => key)); // before it was loaded anew
	const desk = new Desk(job, first, { api, outbox, tab });
	const takeUp = async () => (await lateAtLast("adopt")).adoptLeft(desk, isOpen, own);
	const adopt = () => takeUp().catch(() => {}); // a store that fails is told of by the line
	const reached = () => desk.sender.reached();
	// Another tab may have been closed meanwhile.
	const turnedTo = () => document.hidden || adopt();
	if (navigator.locks) {
		document.addEventListener("visibilitychange", turnedTo);
		addEventListener("focus", turnedTo); // of two windows side by side none is hidden
	}
	followEvents({
		api, tab,
		script: desk.script,
		onNews: () => desk.follow().then(reached),
		onLine: (problem) => desk.showBehind(problem),
		onState: ({ approved, state, estimated }) => {
			Object.assign(desk.script, { approved, estimated });
			reached();
			desk.showSaved();
			if (state !== desk.state) desk.reread().catch(() => {}); // the sound is there, or cannot be had
		},
		onPresent: (people) => (byId("present").textContent = presentLine(people)),
	});
	await adopt();
	if (location.search)
		await late("arrival")
			.then(({ arrive }) => arrive(desk, new URLSearchParams(location.search)))
			.catch(() => desk.say("The place that the link leads to cannot be found now."));
	document.body.dataset.ready = "";
	desk.showPublished();
	late("intents").catch(() => {}); // the first edit may be made while the service is away
}

start();
