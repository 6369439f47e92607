/** Groups of operations in C, whose buffers are looked at the moment that they are the caller's. */
export interface ChasePlan {
	readonly way: "queue" | "batch";
	readonly isWrite: boolean;
	/** Blocks 0..items-1 at a time, at most 16; a queue has this depth. */
	readonly items: number;
	/** On `nowNs`'s clock; so many rounds are made in any case. */
	readonly untilNs: number;
	readonly roundsLeast: number;
}

export interface ChaseOutcome {
	/** `status`: a call was refused; `never`: a completion did not come; `data`: wrong or late. */
	readonly end: "good" | "status" | "never" | "data";
	readonly rounds: number;
	/** The block, and the byte of it. */
	readonly item: number;
	readonly offset: number;
	readonly status: number;
}
