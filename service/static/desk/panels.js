// The panels beside the captions: one is seen at a time, and drawn only then.

import { isPressed, released, replaceInside } from "../redrawing.js";

const byId = (id) => document.getElementById(id);

export class Panels {
	constructor(panels) {
		this.panels = panels;
		this.shown = panels[0].id;
		const tabs = byId("tabs");
		for (const panel of panels) {
			panel.tab = Object.assign(document.createElement("button"), { type: "button", role: "tab", id: `tab-${panel.id}` });
			panel.tab.setAttribute("role", "tab");
			panel.tab.setAttribute("aria-controls", "panel");
			panel.tab.addEventListener("click", () => this.show(panel.id));
			tabs.append(panel.tab);
		}
		tabs.addEventListener("keydown", (event) => {
			const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
			if (!step) return;
			event.preventDefault();
			const at = panels.findIndex((panel) => panel.id === this.shown);
			const next = panels[(at + step + panels.length) % panels.length];
			this.show(next.id, false);
			next.tab.focus();
		});
		this.draw();
	}

	#turn = 0;
	#landed = 0; // the turn of what is seen
	#entered = null; // true, or false, where the keyboard goes in or does not, until a panel that was gone to is drawn

	/** `goesIn`: the keyboard goes into the panel, where it has a first field. Arrows that pass its tab by do not. */
	async show(id, goesIn = true) {
		this.shown = id;
		this.#entered = goesIn;
		await this.draw();
	}

	#enter(place) {
		if (this.#entered === null) return;
		place.scrollTop = 0;
		if (this.#entered) place.querySelector("[data-first]")?.focus();
		this.#entered = null;
	}

	/**
	 * Draws the panel that is seen, once nothing in it is pressed. One in which somebody types is left as it is. Of several that
	 * are drawn at once each is seen, unless a later one is there before it.
	 */
	async draw(id = this.shown) {
		this.#drawTabs();
		if (id !== this.shown) return;
		this.#turn += 1;
		const turn = this.#turn;
		const place = byId("panel");
		if (isPressed(place)) await released(place);
		const panel = this.panels.find((each) => each.id === this.shown);
		if (place.dataset.panel !== panel.id) place.replaceChildren();
		else if (isTypedIn(place)) {
			this.#enter(place);
			return;
		}
		place.dataset.panel = panel.id;
		place.setAttribute("aria-labelledby", `tab-${panel.id}`);
		const fresh = document.createElement("div");
		await panel.draw(fresh); // it may ask the service first
		if (isPressed(place)) await released(place);
		if (turn < this.#landed || panel.id !== this.shown) return;
		this.#landed = turn;
		if (!isTypedIn(place)) replaceInside(place, fresh.childNodes);
		this.#enter(place);
	}

	#drawTabs() {
		for (const panel of this.panels) {
			const count = panel.count?.() ?? 0;
			const title = count ? `${panel.title} ${count}` : panel.title;
			if (panel.tab.textContent !== title) panel.tab.textContent = title;
			const selected = panel.id === this.shown;
			panel.tab.setAttribute("aria-selected", String(selected));
			panel.tab.tabIndex = selected ? 0 : -1;
		}
	}
}

const isTypedIn = (place) => place.contains(document.activeElement) && document.activeElement.matches("input, textarea");

export function element(name, properties = {}, ...inside) {
	const made = Object.assign(document.createElement(name), properties);
	made.append(...inside.filter((each) => each !== null));
	return made;
}

export function button(text, does, className = "quiet") {
	const made = element("button", { type: "button", className, textContent: text });
	made.addEventListener("click", does);
	return made;
}

/** Tells a button from others of its kind, by what it is about. */
export const about = (made, what) => Object.assign(made, { ariaLabel: `${made.textContent}: ${what}` });
