// Modules that are fetched when they are needed. Browsers remember that one could not be had, so it is asked for otherwise then.

const had = new Map();
let tries = 0;

/** The module `name`; fails where the service cannot be reached, and can be asked for again. */
export function late(name) {
	const path = `./${name}.js`;
	const module = had.get(name) ?? import(path).catch(() => import(`${path}?${(tries += 1)}`));
	had.set(name, module);
	module.catch(() => had.delete(name));
	return module;
}
