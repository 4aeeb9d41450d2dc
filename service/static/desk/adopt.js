// What tabs that are closed have left in the outbox, taken by one tab that is open.

import { late } from "./late.js";

/** `own`: the keys of what this tab itself left before it was opened anew; those that are taken leave it. */
export function adoptLeft(desk, isOpen, own) {
	const take = () => takeLeft(desk, isOpen, own);
	// One tab after the other: the second finds that the records are of an open tab.
	return navigator.locks ? navigator.locks.request(`oncue-desk-adopt-${desk.outbox.job}`, take) : take();
}

async function takeLeft(desk, isOpen, own) {
	const others = [];
	for (const record of await desk.outbox.records()) {
		const { id, name } = record.who ?? desk.outbox.who; // older ones do not tell
		if (id !== desk.outbox.who.id) {
			others.push(name);
			continue;
		}
		if (record.tab === desk.tab ? !own.delete(record.key) : await isOpen(record.tab)) continue;
		record.tab = desk.tab;
		await desk.outbox.put(record);
		if (record.clash) desk.saving.show(record);
		else desk.sender.add(record);
	}
	if (others.length) (await late("left_by_others")).tellOf(others);
}
