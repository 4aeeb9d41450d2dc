// The sound: play, seek, speed, loop. Times are whole milliseconds of the recording.

const RESUME_MS = 1500; // without a key, after typing stopped the sound
const BACK_MS = 1000; // it goes on that much earlier
const USUAL_FRAME_MS = 40; // a step where no frame rate is chosen
const GRID_MS = 10; // and what times are set on

export class Player {
	/** Calls `onTime(ms, playing)` with each frame that is drawn while it plays, and with each seek. */
	constructor(audio, { onTime, onState }) {
		Object.assign(this, { audio, onTime, onState });
		this.loop = null; // [fromMs, toMs]
		this.frames = null; // of the video, where a rate is chosen
		this.pausesForTyping = true;
		for (const kind of ["play", "pause", "ended", "canplay", "error", "emptied"]) audio.addEventListener(kind, () => this.#changed());
		audio.addEventListener("seeked", () => this.onTime(this.nowMs, this.isPlaying));
		audio.addEventListener("loadedmetadata", () => {
			if (this.#wanted !== null) this.goTo(this.#wanted);
		});
	}

	#stopMs = null;
	#wanted = null; // where to begin once there is sound
	#stoppedByTyping = false;
	#resume = 0;
	#drawing = false;

	use(url) {
		if (this.audio.getAttribute("src") !== url) this.audio.src = url;
	}

	get isReady() {
		return this.audio.readyState >= 1;
	}

	get isPlaying() {
		return !this.audio.paused && !this.audio.ended;
	}

	get nowMs() {
		return this.isReady ? Math.round(this.audio.currentTime * 1000) : (this.#wanted ?? 0);
	}

	async play() {
		const back = this.#stoppedByTyping ? BACK_MS : 0;
		this.#forgetTyping();
		if (back) this.goTo(this.nowMs - back);
		try {
			await this.audio.play();
		} catch (problem) {
			if (problem.name !== "AbortError") this.onState(problem.name === "NotAllowedError" ? "Press Play once more." : problem.message);
		}
	}

	async playRange(fromMs, toMs) {
		this.goTo(fromMs);
		await this.play();
		this.#stopMs = toMs;
	}

	pause() {
		this.#stopMs = null;
		this.#forgetTyping();
		this.audio.pause();
	}

	toggle() {
		if (this.isPlaying) this.pause();
		else this.play();
	}

	goTo(ms) {
		this.#stopMs = null;
		const at = Math.max(0, Math.round(ms));
		this.#wanted = this.isReady ? null : at;
		if (this.isReady) this.audio.currentTime = at / 1000;
		this.onTime(at, this.isPlaying);
	}

	by(ms) {
		this.goTo(this.nowMs + ms);
	}

	/** Goes so many frames on, and stays there. */
	byFrames(step) {
		if (this.isPlaying) this.pause();
		this.goTo(this.frames ? this.frames.beside(this.nowMs, step) : this.nowMs + step * USUAL_FRAME_MS);
	}

	/** Where a caption comes or goes that does so now: on the frame that is nearest. */
	get markMs() {
		return this.frames ? this.frames.beside(this.nowMs) : Math.round(this.nowMs / GRID_MS) * GRID_MS;
	}

	set speed(speed) {
		this.audio.playbackRate = speed;
		this.audio.defaultPlaybackRate = speed;
	}

	get speed() {
		return this.audio.playbackRate;
	}

	/** Somebody types: the sound waits for them, and goes on a second earlier. */
	typed() {
		if (!this.pausesForTyping || (!this.isPlaying && !this.#stoppedByTyping)) return;
		this.audio.pause();
		this.#stoppedByTyping = true;
		clearTimeout(this.#resume);
		this.#resume = setTimeout(() => this.#stoppedByTyping && this.play(), RESUME_MS);
	}

	#forgetTyping() {
		clearTimeout(this.#resume);
		this.#stoppedByTyping = false;
	}

	#changed() {
		this.onState("");
		if (this.isPlaying && !this.#drawing) {
			this.#drawing = true;
			requestAnimationFrame(() => this.#frame());
		}
	}

	#frame() {
		if (this.isPlaying && this.loop && this.nowMs >= this.loop[1]) this.audio.currentTime = this.loop[0] / 1000;
		if (this.#stopMs !== null && this.nowMs >= this.#stopMs) this.pause();
		this.onTime(this.nowMs, this.isPlaying);
		this.#drawing = this.isPlaying;
		if (this.#drawing) requestAnimationFrame(() => this.#frame());
	}
}
