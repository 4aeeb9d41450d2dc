// What tabs that are closed have left in the outbox, taken by one tab that is open.

/** `first`: this tab has just been opened, and what it left before it was closed is taken, too. */
export function adopt(desk, isOpen, first) {
	const take = () => takeLeft(desk, isOpen, first);
	// One tab after the other: the second finds that the records are of an open tab.
	return navigator.locks ? navigator.locks.request(`oncue-desk-adopt-${desk.outbox.job}`, take) : take();
}

async function takeLeft(desk, isOpen, first) {
	for (const record of await desk.outbox.records()) {
		if (record.tab === desk.tab ? !first : await isOpen(record.tab)) continue;
		record.tab = desk.tab;
		await desk.outbox.put(record);
		if (record.clash) desk.saving.show(record);
		else desk.sender.add(record);
	}
}
