// The sound as a picture: peaks, captions above, words as blocks below, whose borders can be dragged.

import { clock } from "./clock.js";
import { FLAG } from "./script.js";

const CUE_PX = 20;
const WORD_PX = 26;
const RULER_PX = 16;
const NEAR_PX = 6; // a border is taken from so far
const LEAST_MS = 20; // of a word, so that its border can be found again
const STEP_MS = 10;
const NARROWEST_MS = 2000;
const WIDEST_MS = 120_000;

export class Waveform {
	/** Calls `onSeek(ms)` for a click, `onTimes(ops)` once a border was dragged, `onWord(word)` for a word that was chosen. */
	constructor(canvas, { script, onSeek, onTimes, onWord }) {
		Object.assign(this, { canvas, script, onSeek, onTimes, onWord });
		this.peaks = null;
		this.cues = [];
		this.nowMs = 0;
		this.activeCue = null;
		this.chosen = null; // the id of the word whose borders keys move
		this.fromMs = 0;
		this.spanMs = 12_000;
		this.marks = []; // of doubts: [fromMs, toMs]
		canvas.addEventListener("pointerdown", (event) => this.#down(event));
		canvas.addEventListener("pointermove", (event) => this.#move(event));
		canvas.addEventListener("pointerup", (event) => this.#up(event));
		canvas.addEventListener("pointercancel", () => (this.#drag = null));
		canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
		new ResizeObserver(() => this.draw()).observe(canvas);
	}

	#drag = null;
	#asked = false;
	#colours = null;

	newColours() {
		this.#colours = null;
		this.draw();
	}

	/** The sound is here now. While it plays, the picture turns a page when the sound comes to its end. */
	at(ms) {
		this.nowMs = ms;
		if (!this.#drag && (ms < this.fromMs || ms > this.fromMs + this.spanMs * 0.95)) this.fromMs = ms - this.spanMs * 0.1;
		this.draw();
	}

	zoom(factor) {
		const span = Math.min(WIDEST_MS, Math.max(NARROWEST_MS, this.spanMs * factor));
		const share = Math.min(0.9, Math.max(0.1, (this.nowMs - this.fromMs) / this.spanMs));
		this.fromMs = this.nowMs - share * span;
		this.spanMs = span;
		this.draw();
	}

	draw() {
		if (this.#asked) return;
		this.#asked = true;
		requestAnimationFrame(() => {
			this.#asked = false;
			this.#paint();
		});
	}

	#paint() {
		const ratio = devicePixelRatio || 1;
		const { clientWidth: width, clientHeight: height } = this.canvas;
		if (!width || !height) return;
		if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio))
			[this.canvas.width, this.canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
		const paint = this.canvas.getContext("2d");
		paint.setTransform(ratio, 0, 0, ratio, 0, 0);
		const colours = (this.#colours ??= coloursOf(this.canvas));
		paint.fillStyle = colours.paper;
		paint.fillRect(0, 0, width, height);
		paint.font = "12px system-ui, sans-serif";
		paint.textBaseline = "middle";
		const span = { from: this.fromMs, to: this.fromMs + this.spanMs, width };
		span.x = (ms) => ((ms - span.from) * width) / this.spanMs;
		this.#paintCues(paint, colours, span, height);
		this.#paintPeaks(paint, colours, span, [RULER_PX + CUE_PX + 4, height - WORD_PX - 4]);
		this.#paintWords(paint, colours, span, height);
		this.#paintRuler(paint, colours, span);
		paint.fillStyle = colours.head;
		paint.fillRect(Math.round(span.x(this.nowMs)) - 1, 0, 2, height);
	}

	#paintCues(paint, colours, span, height) {
		const first = Math.max(0, this.script.placeOfCueAt(span.from));
		for (let place = first; place < this.script.cues.length; place += 1) {
			const cue = this.script.cues[place];
			if (cue.inMs > span.to) break;
			const [left, right] = [span.x(cue.inMs), span.x(cue.outMs)];
			const active = this.activeCue === cue.first;
			paint.fillStyle = active ? colours["active-band"] : colours.band;
			paint.fillRect(left, RULER_PX, right - left, height - RULER_PX);
			paint.fillStyle = active ? colours.accent : colours.edge;
			paint.fillRect(left, RULER_PX, Math.max(1, right - left - 1), 3);
			label(paint, String(place + 1), left + 4, RULER_PX + 12, right - left - 6, active ? colours.ink : colours.quiet);
		}
		for (const [fromMs, toMs] of this.marks) {
			if (toMs < span.from || fromMs > span.to) continue;
			const [left, right] = [span.x(fromMs), span.x(Math.max(toMs, fromMs + 40))];
			paint.strokeStyle = colours.warn;
			paint.setLineDash([4, 3]);
			paint.strokeRect(left + 0.5, RULER_PX + CUE_PX + 2.5, Math.max(3, right - left - 1), height - RULER_PX - CUE_PX - WORD_PX - 7);
			paint.setLineDash([]);
		}
	}

	#paintPeaks(paint, colours, span, [top, bottom]) {
		const middle = (top + bottom) / 2;
		paint.fillStyle = colours.line;
		paint.fillRect(0, Math.round(middle), span.width, 1);
		if (!this.peaks) return;
		this.peaks.want(span.from, span.to);
		paint.fillStyle = colours.wave;
		const half = (bottom - top) / 2;
		for (let x = 0; x < span.width; x += 1) {
			const ms = span.from + (x * this.spanMs) / span.width;
			if (ms < 0 || ms > this.script.durationMs) continue;
			const found = this.peaks.between(ms, ms + this.spanMs / span.width);
			if (!found) continue;
			const [low, high] = found.map((each) => Math.sign(each) * Math.sqrt(Math.abs(each)));
			paint.fillRect(x, middle - high * half, 1, Math.max(1, (high - low) * half));
		}
	}

	#paintWords(paint, colours, span, height) {
		const top = height - WORD_PX;
		for (const word of this.script.wordsWithin(span.from, span.to)) {
			const { startMs, endMs } = this.#timesOf(word);
			const [left, right] = [span.x(startMs), span.x(endMs)];
			const spoken = this.nowMs >= startMs && this.nowMs < endMs;
			paint.fillStyle = spoken ? colours.accent : word.id === this.chosen ? colours["active-band"] : colours.block;
			paint.fillRect(left, top, Math.max(1, right - left - 1), WORD_PX - 2);
			// Fixed borders are thick, times that no sound has confirmed are under a broken line: not by colour alone.
			paint.fillStyle = colours.ink;
			if (word.flags & FLAG.PINNED_START) paint.fillRect(left, top, 3, WORD_PX - 2);
			if (word.flags & FLAG.PINNED_END) paint.fillRect(right - 4, top, 3, WORD_PX - 2);
			if (word.flags & FLAG.ESTIMATED) for (let x = left; x < right - 3; x += 6) paint.fillRect(x, height - 3, 3, 1);
			if (word.id === this.chosen) {
				paint.strokeStyle = colours.accent;
				paint.lineWidth = 2;
				paint.strokeRect(left + 1, top + 1, Math.max(2, right - left - 3), WORD_PX - 4);
				paint.lineWidth = 1;
			}
			label(paint, word.text, left + 4, top + WORD_PX / 2 - 1, right - left - 6, spoken ? colours["on-accent"] : colours.ink);
		}
		if (!this.#drag?.border) return;
		const at = span.x(this.#drag.ms);
		paint.fillStyle = colours.warn;
		paint.fillRect(Math.round(at) - 1, RULER_PX, 2, height - RULER_PX);
		label(paint, clock(this.#drag.ms), at + 6, RULER_PX + CUE_PX + 12, 90, colours.ink);
	}

	#paintRuler(paint, colours, span) {
		const step = [100, 200, 500, 1000, 2000, 5000, 10_000, 30_000].find((each) => span.x(span.from + each) > 80) ?? 60_000;
		for (let ms = Math.max(0, Math.ceil(span.from / step) * step); ms <= span.to; ms += step) {
			paint.fillStyle = colours.edge;
			paint.fillRect(Math.round(span.x(ms)), 0, 1, 5);
			label(paint, step < 1000 ? clock(ms) : clock(ms).slice(0, -3), span.x(ms) + 4, RULER_PX / 2, 80, colours.quiet);
		}
	}

	#timesOf(word) {
		const drag = this.#drag;
		let { startMs, endMs } = word;
		for (const border of drag?.border ?? [])
			if (border.word.id === word.id) border.side === "start" ? (startMs = drag.ms) : (endMs = drag.ms);
		return { startMs, endMs };
	}

	#msAt(event) {
		return this.fromMs + (event.offsetX * this.spanMs) / this.canvas.clientWidth;
	}

	#borderAt(event, alone) {
		if (event.offsetY < this.canvas.clientHeight - WORD_PX) return null;
		const ms = this.#msAt(event);
		const near = (NEAR_PX * this.spanMs) / this.canvas.clientWidth;
		const found = [];
		for (const word of this.script.wordsWithin(ms - near, ms + near)) {
			for (const side of ["end", "start"]) {
				const at = side === "start" ? word.startMs : word.endMs;
				if (Math.abs(at - ms) <= near) found.push({ word, side, at });
			}
		}
		if (!found.length) return null;
		found.sort((a, b) => Math.abs(a.at - ms) - Math.abs(b.at - ms));
		const both = found.filter((each) => each.at === found[0].at && each.word.id !== found[0].word.id);
		return alone || !both.length ? [found[0]] : [found[0], both[0]];
	}

	#down(event) {
		if (event.button !== 0) return;
		this.canvas.setPointerCapture(event.pointerId);
		const border = this.#borderAt(event, event.shiftKey);
		this.#drag = { border, ms: border?.[0].at ?? 0, from: event.offsetX, moved: false };
		if (border) this.#drag.limits = this.#limitsOf(border);
	}

	// No border goes beyond the words around it.
	#limitsOf(border) {
		let [low, high] = [0, this.script.durationMs];
		for (const { word, side } of border) {
			const at = this.script.timed.indexOf(this.script.places.get(word.id));
			const beside = (step) => this.script.words[this.script.timed[at + step]];
			if (side === "start") {
				high = Math.min(high, word.endMs - LEAST_MS);
				if (border.length === 1) low = Math.max(low, beside(-1)?.endMs ?? 0);
			} else {
				low = Math.max(low, word.startMs + LEAST_MS);
				if (border.length === 1) high = Math.min(high, beside(1)?.startMs ?? high);
			}
		}
		return [low, high];
	}

	#move(event) {
		if (!this.#drag) {
			this.canvas.style.cursor = this.#borderAt(event, event.shiftKey) ? "col-resize" : "";
			return;
		}
		if (Math.abs(event.offsetX - this.#drag.from) > 2) this.#drag.moved = true;
		if (!this.#drag.border || !this.#drag.moved) return;
		const [low, high] = this.#drag.limits;
		this.#drag.ms = Math.min(high, Math.max(low, Math.round(this.#msAt(event) / STEP_MS) * STEP_MS));
		this.draw();
	}

	#up(event) {
		const drag = this.#drag;
		if (!drag) return;
		this.#drag = null;
		if (drag.border && drag.moved) {
			if (drag.ms !== drag.border[0].at)
				this.onTimes(drag.border.map(({ word, side }) => ({ op: "time", word: word.id, [`${side}_ms`]: drag.ms })));
		} else if (!drag.moved) {
			const ms = this.#msAt(event);
			const inWords = event.offsetY >= this.canvas.clientHeight - WORD_PX;
			const word = inWords ? this.script.wordsWithin(ms, ms)[0] : null;
			this.chosen = word?.id ?? null;
			if (word) this.onWord(word);
			this.onSeek(word ? word.startMs : Math.round(ms));
		}
		this.draw();
	}

	#wheel(event) {
		event.preventDefault();
		if (event.ctrlKey || event.metaKey) this.zoom(event.deltaY > 0 ? 1.25 : 0.8);
		else {
			this.fromMs += ((event.deltaX || event.deltaY) * this.spanMs) / 1000;
			this.fromMs = Math.min(this.script.durationMs, Math.max(-this.spanMs / 2, this.fromMs));
			this.draw();
		}
	}
}

function coloursOf(element) {
	const style = getComputedStyle(element);
	const names = ["paper", "ink", "quiet", "line", "edge", "accent", "on-accent", "warn", "wave", "band", "active-band", "block", "head"];
	return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

// Text that is cut where its place ends, and left out where there is none.
function label(paint, text, x, y, width, colour) {
	if (width < 8) return;
	paint.save();
	paint.beginPath();
	paint.rect(x, y - 10, width, 20);
	paint.clip();
	paint.fillStyle = colour;
	paint.fillText(text, x, y);
	paint.restore();
}
