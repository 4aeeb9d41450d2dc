// Edits that are not acknowledged: they outlive the page, the browser and the connection.
//
// A record is `{ key, job, tab, who, kind, ..., sent }`. It is what the person wants, not ops: those are made when it is its turn,
// of the words that are there then. From that moment `sent` has the ops and the edit's id, so that it can be sent again.

const STORE = "edits";
const LET_GO_MS = 1000; // within which a browser lets go of the lock of a page that it has left

function asked(request) {
	return new Promise((done, failed) => {
		request.onsuccess = () => done(request.result);
		request.onerror = () => failed(request.error);
	});
}

export class Outbox {
	/**
	 * The outbox of a job, for edits of `who`: { id, name }. `kept` is false where the browser keeps nothing, as in some
	 * private windows.
	 */
	static async open(job, who) {
		let database = null;
		try {
			const opening = indexedDB.open("oncue-desk", 1);
			opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "key" }).createIndex("job", "job");
			database = await asked(opening);
		} catch {
			// Edits live as long as the page then, and it says so.
		}
		return new Outbox(job, who, database);
	}

	constructor(job, who, database) {
		Object.assign(this, { job, who });
		this.kept = database !== null;
		this.#database = database;
	}

	#database;
	#writing = Promise.resolve();

	async records() {
		if (!this.#database) return [];
		const found = await asked(this.#database.transaction(STORE).objectStore(STORE).index("job").getAll(this.job));
		return found.sort((a, b) => (a.key < b.key ? -1 : 1));
	}

	/** Keeps a record as it is now. It is on the disk once the promise is done. */
	put(record) {
		if (this.who.id !== undefined) record.who ??= this.who;
		const copy = structuredClone(record);
		return this.#change((store) => store.put(copy));
	}

	remove(key) {
		return this.#change((store) => store.delete(key));
	}

	// One after the other, so that an older state never overwrites a newer one.
	#change(change) {
		if (!this.#database) return Promise.resolve();
		const done = this.#writing.then(
			() =>
				new Promise((kept, failed) => {
					const transaction = this.#database.transaction(STORE, "readwrite", { durability: "strict" });
					change(transaction.objectStore(STORE));
					transaction.oncomplete = () => kept();
					transaction.onabort = () => failed(transaction.error);
				}),
		);
		this.#writing = done.catch(() => {
			this.kept = false;
		});
		return this.#writing;
	}
}

/**
 * True for one person, of whom a key may have been replaced since, or none have been asked for. `made` undefined: of before it
 * was kept who makes an edit. A page of an older service does not tell who opens it: `now.id` is undefined there.
 */
export const isSame = (made, now) => !made?.id || made.id === now.id || made.name === now.name;

let made = 0;
export function recordKey(tab) {
	made += 1;
	return `${String(Date.now()).padStart(15, "0")}-${String(made).padStart(6, "0")}-${tab}`;
}

/** The lock that a tab holds as long as it is open. */
export const lockOf = (tab) => `oncue-desk-tab-${tab}`;

/**
 * The name of this tab, the same after a reload, and a function that tells whether another tab is still open. Without locks
 * (a page by plain HTTP) every other tab counts as gone: an edit is sent twice then, which is harmless.
 */
export async function thisTab(newName) {
	const locks = navigator.locks;
	let tab = sessionStorage.getItem("oncue-desk-tab") ?? newName();
	if (locks) {
		// A duplicated tab comes with a copy of the storage: the name is taken then.
		if (!(await held(locks, lockOf(tab)))) await held(locks, lockOf((tab = newName())));
	}
	sessionStorage.setItem("oncue-desk-tab", tab);
	const isOpen = async (other) => {
		if (other === tab) return true;
		if (!locks) return false;
		const { held: holders } = await locks.query();
		return holders.some((lock) => lock.name === lockOf(other));
	};
	return { tab, isOpen };
}

function held(locks, name) {
	return new Promise((done) => {
		const had = () => {
			done(true);
			return new Promise(() => {}); // until the page goes
		};
		locks.request(name, { signal: AbortSignal.timeout(LET_GO_MS) }, had).catch(() => done(false));
	});
}
