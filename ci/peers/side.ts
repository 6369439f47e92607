/** So many operations took about so many nanoseconds; ascending. */
export type Bin = readonly [ns: number, count: number];

/** What one side showed in one round. */
export interface Sample {
	readonly iops: number;
	readonly cpuNsPerOperation: number | undefined;
	readonly latencies: readonly Bin[];
	/** The share of the round that the load thread was ready without a processor, at most; ours. */
	readonly processorWaitShare?: number;
}

/** One of the two that take turns. */
export interface Side {
	/** Works for the length of a turn; nothing of it runs afterwards. */
	turn(): Promise<void>;
	/** After the last turn: what each of them showed, in their order. */
	samples(): Promise<readonly Sample[]>;
	/** In any case, also after an error. */
	close(): Promise<void>;
}
