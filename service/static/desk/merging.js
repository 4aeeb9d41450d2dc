// In what two texts differ, and one text of two that were changed at once.

/**
 * `base` with the changes of both `mine` and `theirs`, or null where both changed the same words otherwise. New lines are
 * words here.
 */
export function merged(base, mine, theirs) {
	if (mine === base || mine === theirs) return theirs;
	if (theirs === base) return mine;
	const [common, left, right] = [base, mine, theirs].map((text) => text.match(/\n|[^\s]+/gu) ?? []);
	const changes = [
		...differences(common, left).map((block) => ({ block, put: left.slice(block[2], block[3]) })),
		...differences(common, right).map((block) => ({ block, put: right.slice(block[2], block[3]) })),
	].sort((a, b) => a.block[0] - b.block[0] || a.block[1] - b.block[1]);
	const made = [];
	let at = 0;
	let last = null;
	for (const change of changes) {
		const [from, to] = change.block;
		if (last && from === last.block[0] && to === last.block[1] && change.put.join(" ") === last.put.join(" ")) continue;
		if (last && (from < last.block[1] || from === last.block[0])) return null;
		made.push(...common.slice(at, from), ...change.put);
		at = to;
		last = change;
	}
	made.push(...common.slice(at));
	return made.join(" ").replace(/ ?\n ?/gu, "\n");
}

/** The ranges [from, to, start, end] in which two lists differ beside a longest common subsequence. */
export function differences(old, fresh) {
	let head = 0;
	while (head < old.length && head < fresh.length && old[head] === fresh[head]) head += 1;
	let [oldEnd, freshEnd] = [old.length, fresh.length];
	while (oldEnd > head && freshEnd > head && old[oldEnd - 1] === fresh[freshEnd - 1]) [oldEnd, freshEnd] = [oldEnd - 1, freshEnd - 1];
	const [rows, columns] = [oldEnd - head, freshEnd - head];
	if (!rows && !columns) return [];
	// What was pasted may be long: without a table for it, all of it is one change.
	if (!rows || !columns || rows * columns > 250_000) return [[head, oldEnd, head, freshEnd]];
	const width = columns + 1;
	const common = new Uint16Array((rows + 1) * width);
	for (let row = rows - 1; row >= 0; row -= 1)
		for (let column = columns - 1; column >= 0; column -= 1)
			common[row * width + column] =
				old[head + row] === fresh[head + column]
					? common[(row + 1) * width + column + 1] + 1
					: Math.max(common[(row + 1) * width + column], common[row * width + column + 1]);
	const found = [];
	let [row, column] = [0, 0];
	while (row < rows || column < columns) {
		if (row < rows && column < columns && old[head + row] === fresh[head + column]) [row, column] = [row + 1, column + 1];
		else {
			const [fromRow, fromColumn] = [row, column];
			while (
				(row < rows || column < columns) &&
				!(row < rows && column < columns && old[head + row] === fresh[head + column])
			) {
				if (column >= columns || (row < rows && common[(row + 1) * width + column] >= common[row * width + column + 1])) row += 1;
				else column += 1;
			}
			found.push([head + fromRow, head + row, head + fromColumn, head + column]);
		}
	}
	return found;
}
