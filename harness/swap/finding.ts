/** One thing that broke a property, as the thread saw it that found it. */
export interface Finding {
	readonly kind: /** An acknowledged operation is not there. */
		| "lost"
		/** An older write came back over a newer one, or a completion came twice. */
		| "duplicated"
		/** Sectors of different writes in one block. */
		| "torn"
		/** A read returned what no operation explains. */
		| "wrong"
		/** A call failed that a swap must not disturb. */
		| "error"
		/** The old engine still wrote after the hand-over. */
		| "not-fenced"
		/** A swap failed that should not, or a roll-back did not restore. */
		| "swap"
		/** The old engine did not end cleanly. */
		| "retirement"
		/** Every swap leaves something behind in the process. */
		| "leftover"
		/** A thread did not come back, or went nowhere. */
		| "stuck";
	/** One sentence. */
	readonly message: string;
	readonly block?: number;
	readonly expected?: string;
	readonly found?: string;
	/** Hand-over attempts before it was seen. */
	readonly attempts: number;
}

/** Each thread reports so many; the rest is only counted. */
export const findingsShown = 10;

/** What a drill's thread tells its main thread. */
export type CrewMessage =
	| { kind: "ready" }
	| { kind: "finding"; finding: Finding }
	| { kind: "stopped" }
	| { kind: "harness-error"; message: string };
