// The frames of a video: which begins when on the recording, and its time code on the programme's clock.

const two = (number) => String(number).padStart(2, "0");

/** As `FrameRate` of the service: frame `n` begins at `n / rate` seconds of the clock, to the nearest millisecond. */
export class Frames {
	/** `rate` is a numerator and a denominator; the recording begins at `offsetMs` of the clock. All is whole numbers. */
	constructor({ name, rate: [numerator, denominator], counted, drop }, offsetMs = 0) {
		Object.assign(this, { name, numerator, denominator, counted, drop, offsetMs });
	}

	/** The frame that begins nearest to a time of the recording. */
	at(ms) {
		const thousand = 1000 * this.denominator;
		return Math.floor((2 * (ms + this.offsetMs) * this.numerator + thousand) / (2 * thousand));
	}

	/** When a frame begins, in milliseconds of the recording. */
	msOf(frame) {
		return Math.floor((2000 * frame * this.denominator + this.numerator) / (2 * this.numerator)) - this.offsetMs;
	}

	/** The beginning of the frame nearest to a time, or of the one `step` frames on: never before the recording. */
	beside(ms, step = 0) {
		let frame = this.at(ms) + step;
		while (this.msOf(frame) < 0) frame += 1;
		return this.msOf(frame);
	}

	/** hh:mm:ss:ff, with `;` before the frames where labels are dropped. */
	label(ms) {
		const number = this.#numbered(Math.max(0, this.at(ms)));
		const [seconds, frames] = [Math.floor(number / this.counted), number % this.counted];
		const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two);
		return `${parts.join(":")}${this.drop ? ";" : ":"}${two(frames)}`;
	}

	#numbered(frame) {
		if (!this.drop) return frame;
		const dropped = this.counted / 15;
		const minute = this.counted * 60 - dropped;
		const [tens, rest] = [Math.floor(frame / (minute * 10 + dropped)), frame % (minute * 10 + dropped)];
		return frame + dropped * (9 * tens + (rest < minute + dropped ? 0 : 1 + Math.floor((rest - minute - dropped) / minute)));
	}
}
