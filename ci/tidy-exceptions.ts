/** Where a tidy rule doesn't hold, and why. One that is no longer needed fails the test. */
export interface Exception {
	readonly path: string;
	readonly rule: string;
	readonly reason: string;
}

export const exceptions: readonly Exception[] = [
	{
		path: "engines/abi/block_engine.h",
		rule: "file-length",
		reason: "plugin authors copy one header; its order is an engine's life",
	},
	{
		path: "engines/template/c/engine.c",
		rule: "file-length",
		reason: "a plugin author copies one file, in the order of the header",
	},
	{
		path: "engines/sanitize/model.c",
		rule: "file-length",
		reason: "a test driver: one model with one operation a function",
	},
	{
		path: "engines/sanitize/threads.c",
		rule: "file-length",
		reason: "a test driver: the threads of one race, side by side",
	},
];

/** Built, generated or golden: not written by people. */
export const notOurs = /(^|\/)(node_modules|build|assay-results)\/|\.golden\./;
