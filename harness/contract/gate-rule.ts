/** What a profile of one's own asks, as data; written in TOML, read by harness/gate/rules. */
export type Comparison = "<" | "<=" | ">" | ">=" | "==" | "!=";

export type Threshold =
	/** In the metric's own unit. */
	| { readonly kind: "number"; readonly value: number }
	/** `95% of baseline`: of the same metric of the run's baseline. */
	| { readonly kind: "share"; readonly percent: number }
	| { readonly kind: "verdict"; readonly verdict: string };

/** `randread-4k-qd32.latencyNs.p99 < 2ms` */
export interface Expression {
	readonly text: string;
	/** A workload, a drill, a check, or one of the words `swap` (all drills) and `checks`. */
	readonly subject: string;
	/** `latencyNs.p99`; `verdict` when the subject stands alone. */
	readonly metric: string;
	readonly comparison: Comparison;
	readonly threshold: Threshold;
}

export interface GateRule {
	readonly id: string;
	readonly severity: "hard" | "advisory";
	readonly expression: Expression;
}

/** A failing gate that is known, with a reason, until a date; after it the waiver itself fails. */
export interface Waiver {
	readonly id: string;
	/** The gate. */
	readonly gate: string;
	readonly reason: string;
	/** Last day on which it holds, in UTC: 2026-12-31. */
	readonly expires: string;
}

export interface ProfileRules {
	/** What the profile calls itself. */
	readonly name: string;
	readonly gates: readonly GateRule[];
	readonly waivers: readonly Waiver[];
	/** The file's text: the record keeps it, so that it can be judged again without the file. */
	readonly text: string;
}
