// Places that are drawn anew while somebody uses them: no click is lost, the keyboard and the view stay where they are.

const TAP_MS = 100; // from the release of a finger to the click that it makes
const CONTROLS = "a, button, input, select, textarea, summary";

let pressed = null; // the element in which a pointer is down, or the button on which Space is
let waiting = [];
let timer = 0;

function press(event) {
	const isKey = event.type === "keydown";
	if (isKey ? event.key !== " " || !event.target.matches("button, summary, [type=checkbox]") : event.button > 0) return;
	clearTimeout(timer);
	timer = 0;
	pressed = event.target;
}

function release() {
	timer = 0;
	pressed = null;
	for (const done of waiting.splice(0)) done();
}

function releaseSoon() {
	if (pressed) timer ||= setTimeout(release, TAP_MS);
}

for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, press, true);
for (const kind of ["pointerup", "pointercancel", "keyup"]) addEventListener(kind, releaseSoon, true);
addEventListener("blur", releaseSoon);
addEventListener("pointermove", ({ buttons }) => buttons || releaseSoon(), true); // released elsewhere
addEventListener("click", () => {
	clearTimeout(timer);
	timer = setTimeout(release);
	pressed = null; // what the click itself draws is drawn at once
}, true);

/** True while something in `place` is pressed. */
export const isPressed = (place) => pressed !== null && place.contains(pressed);

/** Done once nothing in `place` is pressed any more. */
export async function released(place) {
	while (isPressed(place)) await new Promise((done) => waiting.push(done));
}

const nameOf = (element) => element.id || element.getAttribute("href") || `${element.tagName} ${element.ariaLabel ?? element.textContent}`;
const apartFromNumbers = (element) => nameOf(element).replace(/\d+/gu, "");

/** Replaces what is in `place`. What had the keyboard has it again, by its name; where it is gone, the place itself has it. */
export function replaceInside(place, nodes) {
	const held = place.contains(document.activeElement) && document.activeElement !== place ? document.activeElement : null;
	const alike = (name) => [...place.querySelectorAll(CONTROLS)].filter((each) => held && name(each) === name(held));
	const at = alike(nameOf).indexOf(held);
	const { scrollTop } = place;
	place.replaceChildren(...nodes);
	place.scrollTop = scrollTop;
	const [same, similar] = [alike(nameOf), alike(apartFromNumbers)];
	if (held) (same[at] ?? same.at(-1) ?? (similar.length === 1 ? similar[0] : place)).focus({ preventScroll: true });
}
