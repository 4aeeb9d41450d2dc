// The buttons and fields of the bar and the player.

import { clock, writeFrames } from "./clock.js";
import { commandsOf } from "./commands.js";
import { chooseFrames } from "./frame_choice.js";
import { listenToKeys } from "./keyboard.js";
import { late } from "./late.js";

const byId = (id) => document.getElementById(id);

export function setUpControls(desk, opened) {
	const on = (id, kind, does) => byId(id).addEventListener(kind, does);
	for (const name of opened.profiles ?? []) byId("profile").append(new Option(name, name, false, name === opened.profile));
	on("profile", "change", () => desk.reread({ all: true }));
	on("undo", "click", () => desk.saving.undo());
	on("redo", "click", () => desk.saving.redo());
	on("approve", "click", () => late("approving").then(({ approve }) => approve(desk), () => desk.say("Not approved: the service cannot be reached.")));
	on("play", "click", () => desk.player.toggle());
	on("loop", "click", () => desk.toggleLoop());
	on("speed", "change", (event) => desk.setSpeed(Number(event.target.value)));
	on("waits", "change", (event) => (desk.player.pausesForTyping = event.target.checked));
	on("help", "click", () => byId("sheet").showModal());
	on("cues", "click", ({ target }) => {
		const row = target.closest(".cue");
		if (!row || !target.matches(".time")) return;
		desk.player.goTo(row.cue.inMs);
		desk.chosen(row.cue);
		desk.player.play();
	});
	chooseFrames(byId("frames"), opened, {
		onChange: (frames) => {
			desk.player.frames = frames;
			writeFrames(frames);
			byId("cues").classList.toggle("frames", frames !== null);
			byId("now").textContent = clock(desk.player.nowMs);
			if (frames || "ready" in document.body.dataset) desk.rewriteTimes();
		},
		onFailure: () => desk.say("Frames cannot be counted now: the service cannot be reached."),
	});
	setUpScheme(desk);
	listenToKeys(commandsOf(desk), { isOn: () => byId("plain-keys").checked });
}

function setUpScheme(desk) {
	const chosen = document.documentElement.dataset;
	const other = () => (chosen.scheme === "light" ? "dark" : "light");
	const show = () => (byId("scheme").textContent = other() === "dark" ? "Dark" : "Light");
	byId("scheme").addEventListener("click", () => {
		chosen.scheme = other();
		try {
			localStorage.setItem("oncue-desk-scheme", chosen.scheme);
		} catch {} // without storage it is for this page
		desk.waveform.newColours();
		desk.overview.newPicture();
		show();
	});
	show();
}
