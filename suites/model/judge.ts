import {
	type History,
	type Judgement,
	selectBlocks,
	validateHistory,
	withoutMissedDeletes,
} from "./history.ts";
import { type PowerReport, plantViolations } from "./power.ts";
import { checkBySearch } from "./wgl.ts";
import { checkZones } from "./zones.ts";

/** Blocks with fewer operations than this are judged by both checkers. */
const smallBlock = 64;
/** A violation is looked for again by the search, unless the block's history is too long for it. */
const searchableBlock = 400;

/** Two checkers disagree: one of them is wrong, and so is every verdict until it is mended. */
export class CheckersDisagree extends Error {
	override name = "CheckersDisagree";
}

/**
 * Judges a history: zones wherever they decide, the search for blocks where "absent" has several
 * sources. Small blocks are judged by both, which must agree.
 */
export function judgeHistory(recorded: History): Judgement {
	validateHistory(recorded);
	const history = withoutMissedDeletes(recorded);
	const zones = checkZones(history);
	const ambiguous = new Set(zones.ambiguous);
	if (zones.judgement.kind === "violation") {
		confirm(history, zones.judgement.violation.block);
		return zones.judgement;
	}
	compareOnSmall(history, ambiguous);
	if (ambiguous.size === 0) return zones.judgement;
	const rest = selectBlocks(history, (block) => ambiguous.has(block));
	const judgement = checkBySearch(rest.history);
	if (judgement.kind !== "violation") return judgement;
	const operations = judgement.violation.operations.map((at) => rest.indices[at] as number);
	return { kind: "violation", violation: { ...judgement.violation, operations } };
}

/** Of a history that passed: how likely a violation in it would have been seen. */
export function powerOf(recorded: History, seed: number): PowerReport {
	return plantViolations(withoutMissedDeletes(recorded), seed, judgeHistory);
}

function compareOnSmall(history: History, ambiguous: ReadonlySet<number>): void {
	const sizes = new Int32Array(history.initial.length);
	for (const block of history.block) sizes[block] = (sizes[block] as number) + 1;
	const small = selectBlocks(
		history,
		(block) => !ambiguous.has(block) && (sizes[block] as number) < smallBlock,
	);
	const searched = checkBySearch(small.history);
	if (searched.kind === "violation") {
		throw new CheckersDisagree(`zones found nothing, the search: ${searched.violation.message}`);
	}
}

function confirm(history: History, block: number): void {
	const one = selectBlocks(history, (at) => at === block);
	if (one.history.length > searchableBlock) return;
	if (checkBySearch(one.history).kind === "linearizable") {
		throw new CheckersDisagree(`zones found a violation on block ${block}, the search did not`);
	}
}
