// The panels beside the captions: one is seen at a time, and drawn only then.

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

	/** `goesIn`: the keyboard goes into the panel, where it has a first field. Arrows that pass its tab by do not. */
	async show(id, goesIn = true) {
		this.shown = id;
		await this.draw();
		if (goesIn) byId("panel").querySelector("[data-first]")?.focus();
	}

	/** Draws the panel that is seen. One in which somebody types is left as it is, unless it is `asked` for. */
	async draw(id = this.shown) {
		for (const panel of this.panels) {
			const count = panel.count?.() ?? 0;
			const title = count ? `${panel.title} ${count}` : panel.title;
			if (panel.tab.textContent !== title) panel.tab.textContent = title;
			const selected = panel.id === this.shown;
			panel.tab.setAttribute("aria-selected", String(selected));
			panel.tab.tabIndex = selected ? 0 : -1;
		}
		if (id !== this.shown) return;
		const place = byId("panel");
		place.setAttribute("aria-labelledby", `tab-${this.shown}`);
		const panel = this.panels.find((each) => each.id === this.shown);
		if (place.dataset.panel === panel.id && place.contains(document.activeElement) && document.activeElement.matches("input, textarea")) return;
		const inside = place.contains(document.activeElement);
		place.dataset.panel = panel.id;
		place.replaceChildren();
		await panel.draw(place);
		if (inside && document.activeElement === document.body) place.focus({ preventScroll: true }); // its button may be gone
	}
}

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
