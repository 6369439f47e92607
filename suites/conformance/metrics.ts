import {
	type Check,
	type CheckContext,
	type Engine,
	EngineFailure,
} from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { largeBlock } from "../model/block-sizes.ts";
import { errno, statusName } from "../model/errno.ts";
import { type Metrics, parseMetricsText, wantedKeys } from "../model/metrics-text.ts";
import { blocksWithRoom } from "../model/room.ts";
import { Session } from "../model/session.ts";
import { refusedCalls } from "./metrics-refused.ts";

function parseMetrics(engine: Engine, when: string): Metrics {
	const text = engine.collectMetrics();
	if (typeof text === "number") {
		throw new EngineFailure(`${when} collect_metrics returned ${statusName(text)}`);
	}
	const metrics = parseMetricsText(text);
	if (typeof metrics !== "string") return metrics;
	throw new EngineFailure(`${when} ${metrics}`, { found: text.slice(0, 500) });
}

export const metricsJson: Check = {
	id: "metrics.json",
	title: "Metrics are one JSON object with the named numbers; one that does not fit is -ENOSPC",
	needs: ["metrics"],
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const { engine } = session;
		parseMetrics(engine, "before the first operation");
		for (let id = 0n; id < 20n; id++) engine.write(id, session.source);
		parseMetrics(engine, "after writes");
		for (let id = 0n; id < 20n; id++) engine.read(id, session.sink);
		parseMetrics(engine, "after reads");
		engine.read(BigInt(context.capacityBlocks), session.sink);
		parseMetrics(engine, "after a refused read");
		const text = engine.collectMetrics();
		const length = typeof text === "string" ? text.length : 0;
		for (const capacity of [1, 2, 16, length >> 1, length - 1, length]) {
			const short = engine.collectMetrics(capacity);
			if (short === -errno.ENOSPC) continue;
			// Numbers change: it may have become shorter, but never cut.
			if (typeof short === "string" && short.length < capacity && isJson(short)) continue;
			session.fail(
				`metrics of ${length} bytes into a buffer of ${capacity} returned ${typeof short === "number" ? statusName(short) : JSON.stringify(short)}`,
				"-ENOSPC",
			);
		}
		session.close();
		return pass(`the metrics were JSON at 4 moments; ${length} bytes were never cut`);
	},
};

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

/** What no honest estimate can say: activity that was not there, or faster than the calls were. */
export const metricsPlausible: Check = {
	id: "metrics.plausible",
	title: "Metrics tell of what happened: nothing before it, no more than was asked",
	needs: ["metrics"],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { queue_depth: 8, pool_buffers: 2 } });
		const { engine } = session;
		const fresh = parseMetrics(engine, "before the first operation");
		const mustBeZero = (metrics: Metrics, key: keyof Metrics, when: string): void => {
			if (metrics[key] !== 0) session.fail(`${when} ${key} is ${metrics[key]}`, "0");
		};
		for (const key of wantedKeys) mustBeZero(fresh, key, "before the first operation");
		let longestUs = 0;
		let shortestUs = Number.POSITIVE_INFINITY;
		const timed = (call: () => number): void => {
			const start = context.nowNs();
			session.mustSucceed("operation", call());
			const tookUs = (context.nowNs() - start) / 1000;
			longestUs = Math.max(longestUs, tookUs);
			shortestUs = Math.min(shortestUs, tookUs);
		};
		for (let n = 0; n < 400; n++) timed(() => engine.write(BigInt(n % 40), session.source));
		const written = parseMetrics(engine, "after writes only");
		mustBeZero(written, "read_iops", "after writes only");
		mustBeZero(written, "queue_depth", "with nothing in flight");
		for (let n = 0; n < 400; n++) timed(() => engine.read(BigInt(n % 40), session.sink));
		const read = parseMetrics(engine, "after reads");
		mustBeZero(read, "queue_depth", "with nothing in flight");
		for (const metrics of [written, read]) {
			if (metrics.avg_latency > longestUs * 1.25 + 2) {
				session.fail(
					`avg_latency is ${metrics.avg_latency} us; the longest call took ${longestUs.toFixed(2)} us`,
				);
			}
			// One call at a time: the shortest call bounds any rate, whatever the window.
			const fastest = (1e6 / Math.max(shortestUs, 0.05)) * 4;
			for (const key of ["read_iops", "write_iops"] as const) {
				if (metrics[key] > fastest) {
					session.fail(
						`${key} is ${metrics[key]}; the shortest call took ${shortestUs.toFixed(2)} us`,
					);
				}
			}
		}
		for (const [what, fail] of Object.entries(refusedCalls(session))) {
			for (let n = 0; n < 3; n++) fail();
			mustBeZero(parseMetrics(engine, `after ${what}`), "queue_depth", `after ${what}`);
		}
		session.close();
		mustNotBeTooFast(context);
		return pass("metrics were 0 before anything happened and bounded by the stopwatch after");
	},
};

/**
 * Calls that are long enough to be timed bound the mean from below. An engine that tells nothing
 * yet, because its window is not over, tells 0; a decaying mean may still be on its way up.
 */
function mustNotBeTooFast(context: CheckContext): void {
	const block_size = largeBlock(context);
	const capacity_blocks = Math.min(8, blocksWithRoom(context, block_size));
	context.target.renew();
	const session = new Session(context, { config: { block_size, capacity_blocks } });
	session.render(session.nextState(0n));
	let shortestUs = Number.POSITIVE_INFINITY;
	for (let call = 0; call < 16; call++) {
		const start = context.nowNs();
		session.mustSucceed("write", session.engine.write(0n, session.source));
		shortestUs = Math.min(shortestUs, (context.nowNs() - start) / 1000);
	}
	const told = parseMetrics(session.engine, "after writes of large blocks").avg_latency;
	if (shortestUs >= 15 && told > 0 && told < shortestUs * 0.05) {
		session.fail(
			`avg_latency is ${told} us after writes of ${block_size} bytes of which the shortest took ${shortestUs.toFixed(2)} us`,
			"a mean of what the calls took, in microseconds",
		);
	}
	session.close();
}

export const metricsChecks: readonly Check[] = [metricsJson, metricsPlausible];
