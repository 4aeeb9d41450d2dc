// What a person wants, kept in the outbox, and the ops that it comes to with the words that are there now.

import { lineStartsIn, wordsInside } from "./caption_words.js";
import { Clash } from "./clash.js";
import { merged } from "./merging.js";
import { textOfWords } from "./script.js";
import { lineOps, textOps, wordAtOffset } from "./text_ops.js";

/**
 * Intents by kind:
 *   text   `first`: the word that the caption begins with; `before`, `after`: the words around it; `base`: what it read when
 *          typing began; `text`; `lines`: the person broke lines, so those hold as typed.
 *   split  `first`, `before`, `after`, `text`, `offset`: the caption begins anew at that place of its text.
 *   merge  `first`: the caption that begins with this word goes to the one before it.
 *   ops    `ops`: anything that names words by itself.
 *   fix    `findings` of the check, by id, that the service mends.
 * One that answers a doubt has its id as `doubt`.
 */
export function opsOf(intent, script) {
	switch (intent.kind) {
		case "text":
			return opsOfText(intent, script);
		case "split":
			return opsOfSplit(intent, script);
		case "merge":
			return opsOfMerge(intent, script);
		default:
			return intent.ops;
	}
}

const letters = (text) => text.replace(/\s+/gu, "");
const plain = (text) => text.replace(/\s+/gu, " ").trim();

function opsOfText(intent, script, words = wordsInside(intent, script)) {
	if (intent.half) return opsOfLines(intent, script);
	if (words === null) throw new Clash("The words around this caption are gone.", "", intent.text);
	const starts = lineStartsIn(script, words);
	const theirs = textOfWords(words, starts);
	const [base, mine] = intent.lines ? [intent.base, intent.text] : [plain(intent.base), plain(intent.text)];
	const text = merged(base, mine, intent.lines ? theirs : plain(theirs));
	if (text === null) {
		const at = words.findIndex((word) => word.id === intent.first);
		if (at > 0) return opsOfText(intent, script, words.slice(at)); // others may have been put behind the caption before
		throw new Clash("Somebody else changed the same words.", theirs, intent.text);
	}
	if (!words.length) return text.trim() ? [{ op: "replace", after: intent.before, text: plain(text) }] : [];
	const ops = textOps(words, text);
	if (ops.length) return ops;
	return intent.lines ? lineOps(words, starts, text) : [];
}

/** True where a text is saved and its lines are not: they may begin with words that were not there. */
export function linesAreMissing(intent, script) {
	if (intent.kind !== "text" || !intent.lines || intent.half) return false;
	return opsOfLines(intent, script).length > 0;
}

function opsOfLines(intent, script) {
	const words = wordsInside(intent, script) ?? [];
	const starts = lineStartsIn(script, words);
	if (plain(textOfWords(words, starts)) !== plain(intent.text)) return []; // somebody else was here since
	return lineOps(words, starts, intent.text);
}

function opsOfSplit(intent, script) {
	const words = wordsInside(intent, script);
	if (!words?.length) throw new Clash("The caption is gone.", "", intent.text);
	if (letters(textOfWords(words, new Set())) !== letters(intent.text)) throw new Clash("The caption reads otherwise now: split it again.");
	const word = wordAtOffset(words, intent.text, intent.offset);
	if (word === null || word === words[0]) return [];
	return [{ op: "break", before: word.id, kind: "cue" }];
}

function opsOfMerge(intent, script) {
	const place = script.cues.findIndex((cue) => cue.first === intent.first);
	if (place < 0 && !script.word(intent.first)) throw new Clash("The caption is gone.");
	if (place <= 0) return []; // or it was joined meanwhile
	const above = script.textOf(script.cues[place - 1]).split("\n").at(-1);
	const below = script.textOf(script.cues[place]).split("\n")[0];
	const most = script.limits?.max_chars ?? 42;
	const fits = above.length + 1 + below.length <= most && script.cues[place - 1].speaker === script.cues[place].speaker;
	return [{ op: "break", before: intent.first, kind: fits ? "none" : "line" }];
}
