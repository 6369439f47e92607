import type { LimitSearch } from "../../results/schema/index.ts";

export type Verdict = "kept" | "broken" | "unsure";

/** What a run at one rate showed. */
export interface Trial {
	readonly operations: number;
	/** Operations that took longer than the limit; those that were never issued are some of them. */
	readonly over: number;
	/** The host itself can have put them over the limit. */
	readonly disturbed: boolean;
}

type RunTrial = (operationsPerSecond: number) => Promise<Trial>;

export interface SearchOutcome {
	readonly kind: "found" | "none" | "inconclusive";
	/** The highest rate that kept the limit. */
	readonly keptPerSecond: number | undefined;
	readonly brokenPerSecond: number | undefined;
	readonly message: string;
	readonly trials: LimitSearch["trials"];
}

/** Rates closer than this are one. */
const resolution = 1.05;
const rateShareFirst = 0.95;
const rateShareMin = 1 / 1024;
const trialsPerRate = 3;
const contestedShareMax = 1 / 3;
/** Of a normal distribution: 1 wrong verdict in 100 trials right at the limit, far fewer off it. */
const z = 2.58;

/**
 * Does the share of operations over the limit lie below what the percentile allows? Wilson's score
 * interval of that share decides, so that few samples say "unsure" and not a number by chance.
 */
export function verdictOf(
	{ operations, over }: Pick<Trial, "operations" | "over">,
	quantile: number,
): Verdict {
	if (operations === 0) return "unsure";
	const share = over / operations;
	const scale = 1 + (z * z) / operations;
	const middle = (share + (z * z) / (2 * operations)) / scale;
	const spread = Math.sqrt((share * (1 - share)) / operations + (z / (2 * operations)) ** 2);
	const half = (z * spread) / scale;
	const allowed = 1 - quantile;
	if (middle + half <= allowed) return "kept";
	return middle - half > allowed ? "broken" : "unsure";
}

/** Judges rates by trials, and keeps the book of them. */
class Judge {
	readonly trials: LimitSearch["trials"] = [];
	rates = 0;
	/** Rates at which one trial kept the limit and another broke it. */
	contested = 0;
	/** The last rate judged was kept by no trial, and broken only by disturbed ones. */
	wasDisturbed = false;

	constructor(
		readonly quantile: number,
		readonly run: RunTrial,
	) {}

	/**
	 * One kept trial suffices where none was broken, two broken ones always: other work on the host
	 * can break a limit, and hardly ever keep one. What stays unsure is decided by all together.
	 */
	async judge(rate: number): Promise<Verdict> {
		let [kept, broken, disturbed] = [0, 0, 0];
		const pooled = { operations: 0, over: 0 };
		for (let trial = 0; trial < trialsPerRate; trial++) {
			const seen = await this.#attempt(rate);
			pooled.operations += seen.operations;
			pooled.over += seen.over;
			if (seen.verdict === "kept") kept++;
			if (seen.verdict === "broken") broken++;
			if (seen.isExcused) disturbed++;
			if (kept > broken || broken === 2) break;
		}
		this.rates++;
		this.wasDisturbed = kept === 0 && broken === 0 && disturbed > 0;
		if (kept > 0 && broken > 0) this.contested++;
		if (kept > broken) return "kept";
		if (this.wasDisturbed) return "unsure";
		return broken > 0 ? "broken" : verdictOf(pooled, this.quantile);
	}

	async #attempt(rate: number) {
		const { operations, over, disturbed } = await this.run(rate);
		const raw = verdictOf({ operations, over }, this.quantile);
		const isExcused = raw === "broken" && disturbed;
		const verdict = isExcused ? "unsure" : raw;
		this.trials.push({ operationsPerSecond: rate, operations, over, verdict });
		return { operations, over, verdict, isExcused };
	}

	get contradicted(): boolean {
		return this.contested > Math.max(1, this.rates * contestedShareMax);
	}
}

/**
 * The highest rate that keeps a limit, below `capacity`: down by halves until one keeps it, then
 * between the two. Where trials of one rate contradict each other too often, or the lowest rate
 * that broke the limit did so while the host was busy, the host decided and not the engine.
 */
export async function searchLimit(
	capacity: number,
	quantile: number,
	run: RunTrial,
): Promise<SearchOutcome> {
	const judge = new Judge(quantile, run);
	let kept: number | undefined;
	let broken: number | undefined;
	/** Who broke the limit at the lowest rate that did not keep it. */
	let by: "engine" | "host" | "chance" = "engine";
	let rate = capacity * rateShareFirst;
	while (rate >= capacity * rateShareMin) {
		const verdict = await judge.judge(rate);
		if (verdict === "kept") {
			kept = rate;
		} else {
			broken = rate;
			by = judge.wasDisturbed ? "host" : verdict === "unsure" ? "chance" : "engine";
		}
		if (kept !== undefined && (broken === undefined || broken / kept <= resolution)) break;
		rate = kept === undefined ? rate / 2 : Math.sqrt(kept * (broken ?? kept));
	}
	const found = { keptPerSecond: kept, brokenPerSecond: broken, trials: judge.trials };
	const because = (kind: SearchOutcome["kind"], message: string) => ({ ...found, kind, message });
	if (judge.contradicted) {
		const at = `at ${judge.contested} of ${judge.rates} rates`;
		return because("inconclusive", `${at} the trials contradict each other: the host is too busy`);
	}
	if (by === "host") {
		const least = kept === undefined ? "no rate" : `${Math.round(kept)}/s`;
		return because("inconclusive", `${least} kept the limit; beyond, the host is too busy to tell`);
	}
	if (kept !== undefined) return because("found", "");
	if (by === "chance") return because("inconclusive", "too few operations in a trial to tell");
	return because("none", `broken even at ${Math.round(broken ?? 0)}/s`);
}
