// From what was typed to ops on words: words that stay the same are in no op, so they keep their ids and times.

const tokens = (text) => text.split(/\s+/u).filter(Boolean);
const letters = (text) => text.replace(/\s+/gu, "").length;

/** The ops that make `words` read as `typed`. New lines are spaces here: `lineOps` is about them. */
export function textOps(words, typed) {
	const old = chunks(words);
	const fresh = tokens(typed);
	const ops = [];
	for (const block of differences(old.map((chunk) => chunk.text), fresh)) ops.push(...blockOps(old, fresh, block));
	return ops;
}

/** The ops that break lines as `typed` has them, of words that already read so. `lineStarts` begin lines now. */
export function lineOps(words, lineStarts, typed) {
	const wanted = new Set();
	let before = 0;
	for (const line of typed.split("\n")) {
		if (before) wanted.add(before);
		before += letters(line);
	}
	const ops = [];
	let at = 0;
	words.forEach((word, place) => {
		if (place && wanted.has(at) !== lineStarts.has(word.id))
			ops.push({ op: "break", before: word.id, kind: wanted.has(at) ? "line" : "none" });
		at += letters(word.text);
	});
	return ops;
}

/** The word that begins at, or first behind, a place in the text of a caption; null at its end. */
export function wordAtOffset(words, text, offset) {
	const before = letters(text.slice(0, offset));
	let at = 0;
	for (const word of words) {
		if (at >= before) return word;
		at += letters(word.text);
	}
	return null;
}

/** Where a word begins in the text of its caption. */
export function offsetOfWord(words, text, id) {
	let before = 0;
	for (const word of words) {
		if (word.id === id) break;
		before += letters(word.text);
	}
	let place = 0;
	for (let seen = 0; place < text.length && (seen < before || /\s/u.test(text[place])); place += 1)
		if (!/\s/u.test(text[place])) seen += 1;
	return place;
}

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

// Words with no space between them are one chunk, as a person types them.
function chunks(words) {
	const made = [];
	for (const word of words) {
		if (made.length && !word.space) made.at(-1).words.push(word);
		else made.push({ words: [word] });
	}
	for (const chunk of made) chunk.text = chunk.words.map((word) => word.text).join("");
	return made;
}

function blockOps(old, fresh, [from, to, start, end]) {
	const text = fresh.slice(start, end).join(" ");
	if (from < to) return replaceOps(old.slice(from, to).flatMap((chunk) => chunk.words), text);
	if (from > 0) return [{ op: "replace", after: old[from - 1].words.at(-1).id, text }];
	const first = old[0]?.words[0];
	return first ? [{ op: "replace", from: first.id, to: first.id, text: `${text} ${first.text}` }] : [];
}

// In a text without spaces a whole line is one chunk: its words that are still there stay out of it.
function replaceOps(words, text) {
	let [first, last] = [0, words.length];
	const same = (word) => last - first > 1 && text.length > word.text.length;
	for (; same(words[first]) && text.startsWith(words[first].text) && !words[first + 1].space; first += 1)
		text = text.slice(words[first].text.length);
	for (; same(words[last - 1]) && text.endsWith(words[last - 1].text) && !words[last - 1].space; last -= 1)
		text = text.slice(0, -words[last - 1].text.length);
	return [{ op: "replace", from: words[first].id, to: words[last - 1].id, text }];
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

/** The edit that splits a caption where its second line begins, else in its middle; [] for one of a single word. */
export function splitOps(cue, script) {
	const words = cue ? script.wordsOf(cue) : [];
	const half = cue?.lineStarts[0] ?? words[Math.ceil(words.length / 2)]?.id;
	return words.length > 1 ? [{ op: "break", before: half, kind: "cue" }] : [];
}
