// What tabs that are closed have left in the outbox, taken by one tab that is open.

import { late } from "./late.js";
import { isSame } from "./outbox.js";

/** `own`: the keys of what this tab itself left before it was opened anew; those that are taken leave it. */
export function adoptLeft(desk, isOpen, own) {
	const take = () => takeLeft(desk, isOpen, own);
	// One tab after the other: the second finds that the records are of an open tab.
	return navigator.locks ? navigator.locks.request(`oncue-desk-adopt-${desk.outbox.job}`, take) : take();
}

async function takeLeft(desk, isOpen, own) {
	const others = [];
	for (const record of await desk.outbox.records()) {
		if (!isSame(record.who, desk.outbox.who)) {
			if (record.tab === desk.tab || !(await isOpen(record.tab))) others.push(record);
			continue;
		}
		if (record.tab === desk.tab ? !own.delete(record.key) : await isOpen(record.tab)) continue;
		Object.assign(record, { tab: desk.tab, who: undefined }); // whoever has taken it
		await desk.outbox.put(record);
		if (record.clash) desk.saving.show(record);
		else desk.sender.add(record);
	}
	if (others.length) (await late("left_by_others")).tellOf(others, desk);
}
