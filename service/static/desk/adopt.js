// What tabs that are closed have left in the outbox, taken by one tab that is open.

import { late } from "./late.js";
import { isSame, lockOf } from "./outbox.js";

const RELOADED_MS = 2000; // within which a tab that is only loaded anew has its name again
const watched = new Set();

/** `own`: the keys of what this tab itself left before it was opened anew; those that are taken leave it. */
export function adoptLeft(desk, isOpen, own) {
	const take = () => takeLeft(desk, isOpen, own);
	// One tab after the other: the second finds that the records are of an open tab.
	return navigator.locks ? navigator.locks.request(`oncue-desk-adopt-${desk.outbox.job}`, take) : take();
}

// A tab that is being closed is open for a moment longer, when the person already looks at another.
function whenClosed(tab, look) {
	if (watched.has(tab)) return;
	watched.add(tab);
	navigator.locks.request(lockOf(tab), { mode: "shared" }, () => {}).finally(() => {
		watched.delete(tab);
		setTimeout(look, RELOADED_MS);
	});
}

async function takeLeft(desk, isOpen, own) {
	const others = [];
	let taken = false;
	for (const record of await desk.outbox.records()) {
		if (!isSame(record.who, desk.outbox.who)) {
			if (record.tab === desk.tab || !(await isOpen(record.tab))) others.push(record);
			continue;
		}
		if (record.tab !== desk.tab && (await isOpen(record.tab))) {
			whenClosed(record.tab, () => adoptLeft(desk, isOpen, own).catch(() => {}));
			continue;
		}
		if (record.tab === desk.tab && !own.delete(record.key)) continue;
		Object.assign(record, { tab: desk.tab, who: undefined }); // whoever has taken it
		await desk.outbox.put(record);
		taken = true;
		if (record.clash) desk.saving.show(record);
		else desk.sender.add(record);
	}
	if (taken) desk.refresh(); // captions show what waits
	if (others.length) (await late("left_by_others")).tellOf(others, desk);
}
