// Every key of the desk, declared once: for the keyboard, and for the sheet under `?`.

/**
 * Group, command, what it says, the key in a caption's text, and the one elsewhere. A key is what `event.key` says of a letter or name, with
 * `Ctrl+`, `Alt+`, `Shift+` before it; Ctrl is Command on a Mac, too.
 */
export const KEYS = [
	["Listen", "play", "Play or pause", "Tab", "Space"],
	["Listen", "back", "Back two seconds", "Shift+Tab", "J"],
	["Listen", "again", "Play this caption", "Alt+Enter", "R"],
	["Listen", "loop", "Loop this caption", "Alt+L", "L"],
	["Listen", "slower", "Slower", "Alt+-", "-"],
	["Listen", "faster", "Faster", "Alt+=", "="],
	["Go to", "previousWord", "Word before", "Alt+ArrowLeft", "ArrowLeft"],
	["Go to", "nextWord", "Next word", "Alt+ArrowRight", "ArrowRight"],
	["Go to", "previousCue", "Caption before", "Alt+ArrowUp", "ArrowUp"],
	["Go to", "nextCue", "Next caption", "Alt+ArrowDown", "ArrowDown"],
	["Go to", "nextDoubt", "Next doubt", "Alt+N", "N"],
	["Go to", "previousDoubt", "Doubt before", "Alt+P", "P"],
	["Go to", "hereInText", "The caption that is heard", "Alt+H", "H"],
	["Edit", "type", "Type in the caption", "", "Enter"],
	["Edit", "split", "Split at the caret", "Ctrl+Enter", ""],
	["Edit", "merge", "Join to the caption before, at its beginning", "Backspace", ""],
	["Edit", "undo", "Undo", "Ctrl+Z", "Ctrl+Z"],
	["Edit", "redo", "Redo", "Ctrl+Shift+Z", "Ctrl+Shift+Z"],
	["Edit", "save", "Save now", "Ctrl+S", "Ctrl+S"],
	["Edit", "find", "Find and replace", "Ctrl+F", "Ctrl+F"],
	["Time", "markIn", "The caption comes in here (on the waveform: the word begins)", "Alt+I", "I"],
	["Time", "markOut", "The caption goes out here (on the waveform: the word ends)", "Alt+O", "O"],
	["Time", "frameBack", "Back one frame", "Alt+,", ","],
	["Time", "frameOn", "On one frame", "Alt+.", "."],
	["Time", "closer", "Waveform closer", "", "Z"],
	["Time", "wider", "Waveform wider", "", "X"],
	["Doubts", "answer1", "First answer", "Alt+1", "1"],
	["Doubts", "answer2", "Second answer", "Alt+2", "2"],
	["Doubts", "answer3", "Third answer", "Alt+3", "3"],
	["Desk", "leave", "Leave the text; Tab goes on from there", "Escape", ""],
	["Desk", "sheet", "These keys", "Alt+/", "?"],
].map(([group, does, says, text, plain]) => ({ group, does, says, text, plain }));

const LETTER = /^(?:Key|Digit)(.)$/u;
const NAMED = { Minus: "-", Equal: "=", Comma: ",", Period: ".", Slash: "/" };

/** A key as the list writes it. With Alt by its place on the board: Alt makes other characters. */
export function keyOf(event) {
	const ctrl = event.ctrlKey || event.metaKey;
	if (ctrl && event.altKey) return ""; // AltGr writes characters
	const byPlace = LETTER.exec(event.code)?.[1] ?? NAMED[event.code];
	const single = event.key.length === 1;
	let key = event.altKey && byPlace ? byPlace : single ? event.key.toUpperCase() : event.key;
	if (key === " ") key = "Space";
	const shift = event.shiftKey && (!single || ctrl || event.altKey) ? "Shift+" : "";
	return `${ctrl ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift}${key}`;
}

/**
 * Listens to the whole page. `commands[does](row)` does what a key says; where it gives false, the key is the browser's.
 * `isOn()` is false where somebody has switched the keys without Ctrl and Alt off.
 */
export function listenToKeys(commands, { isOn }) {
	const [inText, plain] = ["text", "plain"].map((place) => new Map(KEYS.filter((key) => key[place]).map((key) => [key[place], key.does])));
	document.addEventListener("keydown", (event) => {
		if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
		const target = event.target;
		const row = target.closest(".cue");
		const isCaption = row !== null && target === row.field;
		const pressed = keyOf(event);
		const does = (isCaption ? inText : plain).get(pressed);
		if (!does) return;
		if (!isCaption && isUsedBy(target, pressed)) return;
		if (!isCaption && !/Ctrl|Alt/u.test(pressed) && !isOn()) return;
		if (commands[does]?.(row) !== false) event.preventDefault();
	});
}

// True where the element that has the keyboard uses the key itself.
function isUsedBy(target, pressed) {
	if (pressed.startsWith("Ctrl+")) return target.matches("input, textarea") && pressed !== "Ctrl+S" && pressed !== "Ctrl+F";
	if (target.matches("input:not([type=checkbox]), textarea, select")) return true;
	if (target.matches("button, a, summary, input")) return pressed === "Space" || pressed === "Enter";
	return target.matches("[role=tab]") && pressed.startsWith("Arrow");
}

export function keyTable() {
	const table = document.createElement("table");
	table.innerHTML = "<thead><tr><th scope=col>What</th><th scope=col>In a caption's text</th><th scope=col>Elsewhere</th></tr></thead>";
	for (const group of new Set(KEYS.map((key) => key.group))) {
		const body = table.createTBody();
		const head = Object.assign(document.createElement("th"), { textContent: group, scope: "rowgroup", colSpan: 3, className: "use" });
		body.insertRow().append(head);
		for (const key of KEYS.filter((each) => each.group === group)) {
			const row = body.insertRow();
			row.insertCell().textContent = key.says;
			for (const pressed of [key.text, key.plain]) row.insertCell().append(...shownKeys(pressed));
		}
	}
	return table;
}

const SHOWN = { ArrowLeft: "\u2190", ArrowRight: "\u2192", ArrowUp: "\u2191", ArrowDown: "\u2193", Escape: "Esc" };

function shownKeys(pressed) {
	if (!pressed) return [];
	return pressed.split("+").flatMap((key, place) => {
		const shown = Object.assign(document.createElement("kbd"), { textContent: SHOWN[key] ?? key });
		return place ? ["+", shown] : [shown];
	});
}
