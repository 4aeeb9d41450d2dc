// The keys of the desk: declared once, in the sheet under `?` (`service/templates/desk_keys.html`).

/**
 * `data-does` is a command, `data-text` its key in a caption's text, `data-plain` the one elsewhere. A key is what `event.key`
 * says of a letter or name, with `Ctrl+`, `Alt+`, `Shift+` before it; Ctrl is Command on a Mac, too.
 */
const keys = () => [...document.querySelectorAll("#keys [data-does]")].map((row) => row.dataset);

// What a key that is held down does again and again; all else it does once, be it an answer to a doubt that nobody has heard yet,
// or the end of a caption after its last letter.
const GOES_ON = /^(back|previous|next|frame|slower|faster|closer|wider)/u;

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
	const [inText, plain] = ["text", "plain"].map((place) => new Map(keys().filter((key) => key[place]).map((key) => [key[place], key.does])));
	document.addEventListener("keydown", (event) => {
		if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
		const { target } = event;
		if (event.repeat && event.key === "Enter" && target.matches("button")) return event.preventDefault();
		const row = target.closest(".cue");
		const isCaption = row !== null && target === row.field;
		const pressed = keyOf(event);
		const does = (isCaption ? inText : plain).get(pressed);
		if (!does) return;
		if (!isCaption && isUsedBy(target, pressed)) return;
		if (!isCaption && !/Ctrl|Alt/u.test(pressed) && !isOn()) return;
		if (event.repeat && !GOES_ON.test(does)) return does === "merge" || event.preventDefault();
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
