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
];

/** Built, generated or golden: not written by people. */
export const notOurs = /(^|\/)(node_modules|build|assay-results)\/|\.golden\./;
