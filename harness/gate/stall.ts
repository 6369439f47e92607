import type { NoiseLedger, SwapResult } from "../../results/schema/index.ts";
import type { Profile } from "../contract/index.ts";
import { duration, type Finding, known, listed } from "./result.ts";
import { detectableText, rareAmong } from "./rules/detectable.ts";

/** Beyond these another tenant of the machine is a likely cause of a single long gap. */
const stealPercentMax = 5;
const cpuPressurePercentMax = 25;
/** Beyond so many times the limit noise is no excuse any longer. */
const excuseFactor = 10;
/**
 * Unless nearly always something waits for a processor: with 25 tasks for two of them, writers that
 * nobody swapped anything for went without one for 272 ms (`npm run bench:swap`, its control).
 */
const overloadedPressurePercent = 75;
const overloadedFactor = 50;

/**
 * The longest gap that a writer saw. It is a maximum, so one descheduled writer makes it: on a
 * machine that was noisy meanwhile, or whose noise is not known, a stall beyond the limit is
 * inconclusive, which doesn't pass either (exit 3) but does not accuse the engine. On a quiet one,
 * or ten times beyond (fifty on an overloaded one), it is the swap's own and fails.
 */
export function stall(swaps: readonly SwapResult[], noise: NoiseLedger, profile: Profile): Finding {
	const limit = profile.swapStallNsMax;
	const threshold = `at most ${duration(limit)}`;
	const stalls = swaps.map((swap) => swap.stallNsMax).filter(known);
	const longest = stalls.length > 0 ? Math.max(...stalls) : undefined;
	const observed = longest === undefined ? "not known" : duration(longest);
	const beyond = swaps.filter((swap) => known(swap.stallNsMax) && swap.stallNsMax > limit);
	const blank = swaps.filter((swap) => !known(swap.stallNsMax));
	const parts = beyond.map(
		(swap) => `${swap.from} -> ${swap.to}: ${duration(swap.stallNsMax ?? 0)}`,
	);
	if (longest !== undefined && longest > limit) {
		const excuse = longest > limit * factorOf(noise) ? undefined : noiseExcuse(noise);
		const message = `${listed(parts)}${excuse === undefined ? "" : `; but ${excuse}`}`;
		return { result: excuse === undefined ? "fail" : "inconclusive", observed, threshold, message };
	}
	if (longest === undefined || blank.length > 0) {
		const names = blank.map((swap) => `${swap.from} -> ${swap.to}: stall not measured`);
		const message = listed(names) || "No swap drill ran.";
		return { result: "inconclusive", observed, threshold, message };
	}
	const count = swaps.reduce((sum, swap) => sum + (known(swap.count) ? swap.count : 0), 0);
	const message = `Writers never waited longer; swaps: ${detectableText(rareAmong(count))}.`;
	return { result: "pass", observed, threshold, message };
}

function factorOf({ cpuPressurePercent = 0 }: NoiseLedger): number {
	return cpuPressurePercent > overloadedPressurePercent ? overloadedFactor : excuseFactor;
}

function noiseExcuse(noise: NoiseLedger): string | undefined {
	const { stealPercent, cpuPressurePercent } = noise;
	if (!known(stealPercent) && !known(cpuPressurePercent)) {
		return "the machine's noise is not known: repeat on one that reports it";
	}
	if (known(stealPercent) && stealPercent > stealPercentMax) {
		return `other guests took ${Number(stealPercent.toPrecision(3))} % of the processor: repeat on a quieter machine`;
	}
	if (known(cpuPressurePercent) && cpuPressurePercent > cpuPressurePercentMax) {
		return `${Number(cpuPressurePercent.toPrecision(3))} % of the time something waited for a processor: repeat idle`;
	}
	return undefined;
}
