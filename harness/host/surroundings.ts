import { processFacts } from "./facts.ts";

/** What the Go linker puts at the head of its build information. */
const goBuildInfo = Buffer.from("\xff Go buildinf:", "latin1");

/**
 * The process before the plugin is loaded. Go's runtime installs its signal handlers as soon as it
 * starts, and a library has no say in that: those facts are left out for a library built with Go.
 * Not covered: handlers that such a plugin adds itself.
 */
export function surroundingsFor(image: Uint8Array<ArrayBuffer>): Record<string, string> {
	const facts = processFacts.surroundings();
	if (!Buffer.from(image.buffer, image.byteOffset, image.length).includes(goBuildInfo)) {
		return { ...facts };
	}
	const { "signals ignored": _ignored, "signals caught": _caught, ...others } = facts;
	return others;
}
