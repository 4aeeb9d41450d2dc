// Times as the desk writes them.

const two = (number) => String(number).padStart(2, "0");

let frames = null;

/** From now on times are written as time codes of these `Frames`; null: as hundredths of a second. */
export function writeFrames(chosen) {
	frames = chosen;
}

/** Milliseconds as 0:03.25 or 1:02:03.25; or as a time code, 10:00:03:06. */
export function clock(ms) {
	if (frames) return frames.label(ms);
	const all = Math.max(0, Math.round(ms / 10));
	const [hours, minutes, seconds] = [Math.floor(all / 360000), Math.floor(all / 6000) % 60, Math.floor(all / 100) % 60];
	const tail = `${two(seconds)}.${two(all % 100)}`;
	return hours ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** The hour and minute of the day, of a Date. */
export const hourAndMinute = (date) => `${two(date.getHours())}:${two(date.getMinutes())}`;

/** A number that nobody else has. `crypto.randomUUID` is missing on a page that came by plain HTTP. */
export function uuid() {
	const octets = crypto.getRandomValues(new Uint8Array(16));
	octets[6] = (octets[6] & 0x0f) | 0x40;
	octets[8] = (octets[8] & 0x3f) | 0x80;
	const hex = [...octets].map((each) => each.toString(16).padStart(2, "0")).join("");
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
