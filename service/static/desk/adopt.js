// What tabs that are closed have left in the outbox, taken by one tab that is open.

/** `own`: the keys of what this tab itself left before it was opened anew; those that are taken leave it. */
export function adoptLeft(desk, isOpen, own) {
	const take = () => takeLeft(desk, isOpen, own);
	// One tab after the other: the second finds that the records are of an open tab.
	return navigator.locks ? navigator.locks.request(`oncue-desk-adopt-${desk.outbox.job}`, take) : take();
}

async function takeLeft(desk, isOpen, own) {
	for (const record of await desk.outbox.records()) {
		if (record.tab === desk.tab ? !own.delete(record.key) : await isOpen(record.tab)) continue;
		record.tab = desk.tab;
		await desk.outbox.put(record);
		if (record.clash) desk.saving.show(record);
		else desk.sender.add(record);
	}
}
