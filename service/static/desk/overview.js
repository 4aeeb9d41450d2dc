// The whole programme in a narrow strip: how loud it is, where the doubts are, where the sound is now.

export class Overview {
	constructor(canvas, { script, onSeek }) {
		Object.assign(this, { canvas, script });
		this.peaks = null;
		this.nowMs = 0;
		this.seen = [0, 0]; // what the waveform shows
		this.marks = [];
		canvas.addEventListener("pointerdown", (event) => onSeek((event.offsetX / canvas.clientWidth) * script.durationMs));
		new ResizeObserver(() => this.newPicture()).observe(canvas);
	}

	#picture = null;
	#asked = false;

	newPicture() {
		this.#picture = null;
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
		if (!width || !this.script.durationMs) return;
		const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
		if (this.canvas.width !== columns || this.canvas.height !== rows) [this.canvas.width, this.canvas.height] = [columns, rows];
		const style = getComputedStyle(this.canvas);
		const colour = (name) => style.getPropertyValue(`--${name}`).trim();
		this.#picture ??= this.#drawn(columns, rows, colour);
		const paint = this.canvas.getContext("2d");
		paint.drawImage(this.#picture, 0, 0);
		const x = (ms) => (ms * columns) / this.script.durationMs;
		paint.strokeStyle = colour("edge");
		paint.strokeRect(x(this.seen[0]) + 0.5, 0.5, Math.max(3, x(this.seen[1] - this.seen[0])), rows - 1);
		paint.fillStyle = colour("head");
		paint.fillRect(Math.round(x(this.nowMs)) - 1, 0, 2, rows);
	}

	#drawn(columns, rows, colour) {
		const picture = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
		const paint = picture.getContext("2d");
		paint.fillStyle = colour("raised");
		paint.fillRect(0, 0, columns, rows);
		const each = this.script.durationMs / columns;
		if (this.peaks) {
			this.peaks.want(0, this.script.durationMs);
			paint.fillStyle = colour("wave");
			for (let column = 0; column < columns; column += 1) {
				const found = this.peaks.between(column * each, (column + 1) * each);
				if (!found) continue;
				const loud = Math.sqrt(Math.max(-found[0], found[1], 0));
				paint.fillRect(column, rows * (1 - loud), 1, rows * loud);
			}
		}
		paint.fillStyle = colour("warn");
		for (const [fromMs, toMs] of this.marks) paint.fillRect(fromMs / each, rows - 4, Math.max(2, (toMs - fromMs) / each), 4);
		return picture;
	}
}
