import {
	type EngineResult,
	failingVerdicts,
	type GateResult,
	type NoiseLedger,
	type RunPlan,
	type SwapResult,
} from "../../results/schema/index.ts";
import type { Profile } from "../contract/index.ts";
import { counted, type Finding, gate, known, listed } from "./result.ts";
import { detectableText, rareAmong } from "./rules/detectable.ts";
import { stall } from "./stall.ts";

/** Gates over the swap drills that started from this engine. */
export function swapGates(
	engine: EngineResult,
	plan: RunPlan,
	noise: NoiseLedger,
	profile: Profile,
): GateResult[] {
	const swaps = engine.swaps.filter((swap) => swap.verdict !== "not-applicable");
	if (engine.swaps.length > 0 && swaps.length === 0) {
		return [];
	}
	// Where the process is killed, so is whoever would have timed it: of such drills no stall is due.
	const timed = swaps.filter(({ survives }) => survives === undefined);
	const isDue = timed.length > 0 || swaps.length === 0;
	return [
		gate("swap.drills-pass", engine.name, drillsPass(swaps)),
		gate("swap.count", engine.name, enough(swaps, plan)),
		gate("swap.no-lost-writes", engine.name, lostWrites(swaps)),
		gate("swap.no-wrong-reads", engine.name, wrongReads(swaps)),
		...(isDue ? [gate("swap.stall", engine.name, stall(timed, noise, profile))] : []),
	];
}

function name(swap: SwapResult): string {
	return `${swap.id} ${swap.from} -> ${swap.to}`;
}

function drillsPass(swaps: readonly SwapResult[]): Finding {
	const threshold = "every swap drill passes";
	const failing = swaps.filter((swap) => failingVerdicts.has(swap.verdict));
	const blocked = swaps.filter((swap) => swap.verdict === "could-not-run");
	const passed = swaps.length - failing.length - blocked.length;
	const observed = `${passed} of ${counted(swaps.length, "drill")} passing`;
	const reason = (swap: SwapResult) => `${name(swap)} ${swap.verdict}: ${swap.message}`;
	if (failing.length > 0) {
		return { result: "fail", observed, threshold, message: listed(failing.map(reason)) };
	}
	if (blocked.length > 0 || passed === 0) {
		const message = listed(blocked.map(reason)) || "No swap drill ran.";
		return { result: "inconclusive", observed, threshold, message };
	}
	return { result: "pass", observed, threshold, message: "Every drill passed." };
}

/**
 * Fewer swaps than asked for: fail when the engine broke the drill, otherwise inconclusive, for the
 * harness or the host may have been the slow one.
 */
function enough(swaps: readonly SwapResult[], plan: RunPlan): Finding {
	const asked = (swap: SwapResult) =>
		plan.swaps.find(
			(planned) => planned.id === swap.id && planned.from === swap.from && planned.to === swap.to,
		)?.count;
	const short = swaps.filter((swap) => {
		const count = asked(swap);
		return !known(count) || count === 0 || !known(swap.count) || swap.count < count;
	});
	const total = swaps.reduce((sum, swap) => sum + (asked(swap) ?? 0), 0);
	const done = swaps.reduce((sum, swap) => sum + (known(swap.count) ? swap.count : 0), 0);
	const threshold = total > 0 ? `at least ${counted(total, "swap")}` : "as many swaps as planned";
	const observed = counted(done, "swap");
	if (short.length === 0 && swaps.length > 0) {
		const message = "Every swap that was asked for happened.";
		return { result: "pass", observed, threshold, message };
	}
	const result = short.some((swap) => failingVerdicts.has(swap.verdict)) ? "fail" : "inconclusive";
	const parts = short.map((swap) => `${name(swap)}: ${swap.count} of ${asked(swap) ?? "unknown"}`);
	return { result, observed, threshold, message: listed(parts) || "No swap drill ran." };
}

function lostWrites(swaps: readonly SwapResult[]): Finding {
	const result = swaps.map((swap) => ({
		swap,
		bad: swap.lostWrites,
		of: swap.acknowledgedWrites,
	}));
	return none(result, "lost", "acknowledged write");
}

function wrongReads(swaps: readonly SwapResult[]): Finding {
	const result = swaps.map((swap) => ({ swap, bad: swap.wrongReads, of: swap.reads }));
	return none(result, "wrong", "read");
}

/** No bad one among at least one: "0 of 0" shows nothing. */
function none(
	counts: readonly { swap: SwapResult; bad: number | undefined; of: number | undefined }[],
	adjective: string,
	noun: string,
): Finding {
	const threshold = `0 ${adjective} of at least 1 ${noun} in each drill`;
	const bad = counts.filter((count) => count.bad !== undefined && count.bad !== 0);
	const blank = counts.filter((count) => !known(count.bad) || !known(count.of) || count.of === 0);
	const sum = (values: readonly (number | undefined)[]) =>
		values.reduce<number>((total, value) => total + (known(value) ? value : 0), 0);
	const total = sum(counts.map((count) => count.of));
	const observed = `${sum(bad.map((count) => count.bad))} ${adjective} of ${counted(total, noun)}`;
	if (bad.length > 0) {
		const parts = bad.map(({ swap, bad: number }) => `${name(swap)}: ${number} ${adjective}`);
		return { result: "fail", observed, threshold, message: listed(parts) };
	}
	if (blank.length > 0 || counts.length === 0) {
		const parts = blank.map(({ swap }) => `${name(swap)}: not known`);
		const message = listed(parts) || "No swap drill ran.";
		return { result: "inconclusive", observed, threshold, message };
	}
	return {
		result: "pass",
		observed,
		threshold,
		message: `No ${noun} was ${adjective}; ${detectableText(rareAmong(total))}.`,
	};
}
