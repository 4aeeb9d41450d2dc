// What two people want of the same words.

/** Why an intent cannot be made into ops. `theirs` and `yours` are the texts to choose from. */
export class Clash extends Error {
	constructor(reason, theirs = "", yours = "") {
		super(reason);
		Object.assign(this, { theirs, yours });
	}
}
