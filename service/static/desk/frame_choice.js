// The frame rate that a person works with; what counts its frames is fetched where there is one.

import { late } from "./late.js";

/**
 * Lets a person choose the rate in `select`, which is the job's at first, or else the one chosen last in this browser.
 * `onChange(frames)` is told, with null for none, and `onFailure()` where `Frames` cannot be fetched.
 */
export function chooseFrames(select, opened, { onChange, onFailure }) {
	const rates = new Map((opened.frame_rates ?? []).map((rate) => [rate.name, rate]));
	const told = async () => {
		const rate = rates.get(select.value);
		if (!rate) return onChange(null);
		try {
			const { Frames } = await late("frames");
			if (rate.name === select.value) onChange(new Frames(rate, opened.offset_ms));
		} catch {
			select.value = "";
			onChange(null);
			onFailure();
		}
		return undefined;
	};
	for (const name of rates.keys()) select.append(new Option(name, name));
	select.value = opened.frame_rate ?? remembered();
	if (select.selectedIndex < 0) select.value = "";
	select.addEventListener("change", () => {
		remember(select.value);
		told();
	});
	told();
}

const KEY = "oncue-desk-frames";

function remembered() {
	try {
		return localStorage.getItem(KEY) ?? "";
	} catch {
		return ""; // without storage it is for this page
	}
}

function remember(name) {
	try {
		localStorage.setItem(KEY, name);
	} catch {}
}
