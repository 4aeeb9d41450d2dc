// The loudness of the recording, fetched a tile at a time.

const TILE_MS = 60_000;
const MOST_TILES = 60;
const [PAUSE_MS, MOST_PAUSE_MS] = [5000, 80_000];

export class Peaks {
	/** `onTile()` is called when more is there. */
	constructor(api, perSecond, onTile) {
		Object.assign(this, { api, perSecond, onTile });
		this.tileMs = (TILE_MS * 100) / perSecond;
	}

	#tiles = new Map(); // newest last; null: on its way, or not to be had
	#pauses = new Map(); // after which a tile that could not be had is asked for again

	/** The least and the greatest sample between two times, each -1 to 1; null where that is not known yet. */
	between(fromMs, toMs) {
		const tile = Math.floor(fromMs / this.tileMs);
		const pairs = this.#tiles.get(tile) ?? null;
		if (pairs === null) return null;
		const start = Math.floor(((fromMs - tile * this.tileMs) * this.perSecond) / 1000);
		const end = Math.max(start + 1, Math.ceil(((toMs - tile * this.tileMs) * this.perSecond) / 1000));
		let [low, high] = [127, -128];
		for (let pair = start; pair < Math.min(end, pairs.length / 2); pair += 1) {
			low = Math.min(low, pairs[2 * pair]);
			high = Math.max(high, pairs[2 * pair + 1]);
		}
		return low > high ? [0, 0] : [low / 128, high / 127];
	}

	want(fromMs, toMs) {
		for (let tile = Math.max(0, Math.floor(fromMs / this.tileMs)); tile * this.tileMs < toMs; tile += 1)
			if (!this.#tiles.has(tile)) this.#fetch(tile);
	}

	async #fetch(tile) {
		this.#tiles.set(tile, null);
		try {
			const pairs = await this.api.peaks(tile * this.tileMs, (tile + 1) * this.tileMs, this.perSecond);
			this.#tiles.delete(tile);
			this.#tiles.set(tile, pairs);
			this.#pauses.delete(tile);
			while (this.#tiles.size > MOST_TILES) this.#tiles.delete(this.#tiles.keys().next().value);
			this.onTile();
		} catch {
			const pause = this.#pauses.get(tile) ?? PAUSE_MS;
			this.#pauses.set(tile, Math.min(2 * pause, MOST_PAUSE_MS));
			const again = () => this.#tiles.delete(tile) && this.onTile(); // what is drawn asks for it
			setTimeout(() => {
				if (document.hidden) document.addEventListener("visibilitychange", again, { once: true });
				else again();
			}, pause);
		}
	}
}
