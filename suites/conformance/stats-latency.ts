import { type Check, type CheckContext, EngineFailure } from "../../harness/contract/index.ts";
import { notApplicable, pass, storesData } from "../model/applies.ts";
import { largeBlock } from "../model/block-sizes.ts";
import { blocksWithRoom } from "../model/room.ts";
import { Session } from "../model/session.ts";

const rounds = 12;

interface Round {
	readonly told: number;
	readonly longestUs: number;
	readonly meanSoFarUs: number;
}

interface Series {
	readonly rounds: readonly Round[];
	readonly shortestUs: number;
}

/**
 * The engine's mean latency against the harness's stopwatch, which encloses it: never above the
 * longest call, and for calls that take long enough to be timed, not far below the shortest one.
 * Large blocks make any engine slow enough. "Recent" is the engine's choice: one round counts
 * only together with the others, so that one stalled call can't raise a false alarm.
 */
export const latency: Check = {
	id: "stats.latency",
	title: "The latency that the engine tells agrees with the harness's stopwatch",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const small = measure(context, context.blockBytes, 64);
		judgeAbove(small, context.blockBytes);
		const large = largeBlock(context);
		const big = measure(context, large, 8);
		judgeAbove(big, large);
		const timed = big.shortestUs >= 15;
		if (timed) judgeBelow(big, large);
		const last = big.rounds.at(-1);
		if (last === undefined) return notApplicable("no round could be measured");
		const shown = `${last.told.toFixed(1)} us told, ${last.meanSoFarUs.toFixed(1)} us measured`;
		return pass(
			`${shown} for blocks of ${large} bytes${timed ? "" : " (too fast for a lower bound)"}`,
		);
	},
};

function measure(context: CheckContext, blockBytes: number, calls: number): Series {
	context.target.renew();
	const capacityBlocks = Math.min(64, blocksWithRoom(context, blockBytes));
	const session = new Session(context, {
		config: { block_size: blockBytes, capacity_blocks: capacityBlocks },
	});
	const fresh = session.stats();
	if (fresh.latencyUs !== 0 || !(fresh.iops >= 0)) {
		session.fail(
			`before the first operation latency_us is ${fresh.latencyUs} and iops ${fresh.iops}`,
			"latency_us 0, iops >= 0",
		);
	}
	const ids = Array.from({ length: Math.min(8, capacityBlocks) }, (_, id) => BigInt(id));
	session.render(session.nextState(0n));
	const result: Round[] = [];
	let [shortestUs, totalUs, count] = [Number.POSITIVE_INFINITY, 0, 0];
	const start = context.nowNs();
	for (let round = 0; round < rounds; round++) {
		let longestUs = 0;
		for (let call = 0; call < calls; call++) {
			const id = ids[call % ids.length] ?? 0n;
			const before = context.nowNs();
			const status = session.engine.write(id, session.source);
			const tookUs = (context.nowNs() - before) / 1000;
			session.mustSucceed(`write of block ${id}`, status);
			longestUs = Math.max(longestUs, tookUs);
			shortestUs = Math.min(shortestUs, tookUs);
			totalUs += tookUs;
			count += 1;
		}
		const told = session.stats().latencyUs;
		result.push({ told, longestUs, meanSoFarUs: totalUs / count });
		if ((context.nowNs() - start) / 1e6 > context.budgetMs * 0.4 && round >= 3) break;
	}
	session.close();
	return { rounds: result, shortestUs };
}

function judgeAbove(series: Series, blockBytes: number): void {
	const bad = series.rounds.filter(({ told, longestUs, meanSoFarUs }) => {
		return !(told <= Math.max(longestUs, meanSoFarUs) * 1.25 + 2) || told < 0;
	});
	if (bad.length * 2 <= series.rounds.length) return;
	const [one] = bad;
	throw new EngineFailure(
		`latency_us was ${one?.told} after writes of ${blockBytes} bytes of which the longest took ${one?.longestUs.toFixed(2)} us (${bad.length} of ${series.rounds.length} rounds)`,
		{ expected: "a mean of what the calls took", details: { rounds: series.rounds } },
	);
}

function judgeBelow(series: Series, blockBytes: number): void {
	const bad = series.rounds.filter(({ told }) => !(told >= series.shortestUs * 0.2));
	if (bad.length * 2 <= series.rounds.length) return;
	throw new EngineFailure(
		`latency_us was ${bad[0]?.told} after writes of ${blockBytes} bytes of which the shortest took ${series.shortestUs.toFixed(2)} us (${bad.length} of ${series.rounds.length} rounds)`,
		{ expected: "a mean of what the calls took", details: { rounds: series.rounds } },
	);
}
