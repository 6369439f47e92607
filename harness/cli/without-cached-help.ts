import type { Argv } from "yargs";

/**
 * yargs renders the help of each command that it calls, for the case that it fails later on: longer
 * than a series takes to read. Ours fail with a sentence, so that nobody asks for it.
 */
export function withoutCachedHelp(parser: Argv): Argv {
	const internal: unknown = Reflect.get(parser, "getInternalMethods");
	const methods: unknown = typeof internal === "function" ? internal.call(parser) : undefined;
	const getUsage: unknown =
		methods instanceof Object ? Reflect.get(methods, "getUsageInstance") : {};
	const usage: unknown = typeof getUsage === "function" ? getUsage.call(methods) : undefined;
	if (usage instanceof Object) Reflect.set(usage, "cacheHelpMessage", () => {});
	return parser;
}
