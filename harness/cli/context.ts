/** What every command gets from the entry point. */
export interface CommandContext {
	/** The repository. */
	readonly root: string;
	/** Starts a host process; a job file's path is appended. */
	readonly hostCommand: readonly string[];
	/** Ends the process at once: for the second Ctrl-C. */
	readonly exit: (code: number) => never;
}

/** Options that several commands share, as typed. */
export interface CommonOptions {
	readonly json: boolean;
	readonly noColor: boolean;
}

export interface RunOptions extends CommonOptions {
	readonly engines: readonly string[];
	readonly baseline: string | undefined;
	readonly profile: string | undefined;
	readonly target: string | undefined;
	readonly seed: string | undefined;
	readonly only: readonly string[] | undefined;
	readonly skip: readonly string[] | undefined;
	readonly engineConfig: string | undefined;
	readonly duration: string | undefined;
	readonly workload: readonly string[] | undefined;
	readonly format: readonly string[] | undefined;
	readonly shard: string | undefined;
	/** The file that says what the shards are. */
	readonly plan: string | undefined;
	readonly out: string;
	/** Where the run is kept with all others; undefined: nowhere. May hold a password. */
	readonly history: string | undefined;
	readonly yesDestroy: string | undefined;
}
