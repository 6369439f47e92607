import type { Window, WindowFound } from "./windows.ts";

/** Of one series: room for the windows of several questions, not for all that were ever asked. */
const windowsMax = 64;

/** What a history keeps of a trend: the whole windows, the ones that were just used first. */
export function keptText(used: readonly Window[], before: readonly Window[]): string {
	const known = new Set(used.map(({ checksum }) => checksum));
	const others = before.filter(({ checksum }) => !known.has(checksum));
	return JSON.stringify([...used, ...others].slice(0, windowsMax));
}

/** None where the text is not what `keptText` made: they are looked at again. */
export function keptWindows(text: string | undefined): Window[] {
	try {
		const value: unknown = JSON.parse(text ?? "[]");
		return Array.isArray(value) && value.every(isWindow) ? value : [];
	} catch {
		return [];
	}
}

function isWindow(value: unknown): value is Window {
	if (!hasNumbers(value, ["from", "to", "checksum"])) return false;
	const found: unknown = Reflect.get(value, "found");
	return Array.isArray(found) && found.every(isFound);
}

function isFound(value: unknown): value is WindowFound {
	const isWhole = hasNumbers(value, ["at", "pValue", "persistence", "spread"]);
	const until: unknown = Reflect.get(value as object, "until");
	if (until !== undefined && !Number.isFinite(until)) return false;
	return isWhole && typeof Reflect.get(value, "confirmed") === "boolean";
}

function hasNumbers(value: unknown, names: readonly string[]): value is object {
	if (typeof value !== "object" || value === null) return false;
	return names.every((name) => Number.isFinite(Reflect.get(value, name)));
}
