/** Why a plugin, a release or a snapshot was turned away; the engine that serves is untouched. */
export const refusalReasons = [
	"bad-id",
	"bad-spec",
	"bad-metadata",
	"duplicate",
	"unknown-plugin",
	"no-such-version",
	"no-build-for-architecture",
	"wrong-architecture",
	"missing-file",
	"digest-mismatch",
	"missing-dependency",
	"dependency-cycle",
	"version-conflict",
	"unknown-snapshot",
	"broken-snapshot",
	"busy",
	"shutting-down",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** `message` is one sentence: what, where, what to do next. */
export class PluginRefused extends Error {
	override name = "PluginRefused";
	constructor(
		readonly reason: RefusalReason,
		message: string,
	) {
		super(message);
	}
}

/** For a refusal that lists what there is instead. */
export function listed(words: readonly string[]): string {
	return words.length === 0 ? "none" : words.join(", ");
}
