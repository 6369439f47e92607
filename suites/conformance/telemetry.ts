import type { Check, CheckContext, ConcurrentPlan, Engine } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { statusName } from "../model/errno.ts";
import { noOperations } from "../model/no-operations.ts";
import { Session } from "../model/session.ts";

export const healthy: Check = {
	id: "health.healthy",
	title: "An engine on a healthy target is healthy; refused arguments do not change that",
	needs: ["health"],
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const { engine } = session;
		const mustBeHealthy = (when: string): void => {
			const { healthy: told, reason } = engine.checkHealth();
			if (told !== 1) session.fail(`${when} check_health returned ${told} ("${reason}")`, "1");
		};
		mustBeHealthy("after initialize");
		for (let id = 0n; id < 30n; id++) engine.write(id, session.source);
		mustBeHealthy("after writes");
		engine.read(99n, session.sink);
		engine.read(2n ** 64n - 1n, session.sink);
		engine.write(1n, session.source, 1);
		engine.delete(99n);
		mustBeHealthy("after refused calls and reads of absent blocks");
		engine.flush();
		mustBeHealthy("after a flush");
		session.close();
		return pass("healthy at 4 moments");
	},
};

/**
 * Also whose failure it is: this thread's, not that of another one which failed since. Not covered:
 * -ERANGE as -EINVAL's text; only that a failure is explained, in printable text.
 */
export const lastError: Check = {
	id: "abi.last-error",
	title: "After a refused call bse_last_error has a sentence for a person",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	async run(context) {
		const session = new Session(context);
		const { engine } = session;
		const calls = {
			"a write out of range": () => engine.write(2n ** 63n, session.source),
			"a read of a wrong length": () => engine.read(1n, session.sink, 3),
			"a delete out of range": () => engine.delete(BigInt(context.capacityBlocks)),
			"a write of a wrong length": () => engine.write(1n, session.source, 0),
		};
		for (const [call, make] of Object.entries(calls)) {
			const status = make();
			const said = engine.lastError();
			if (status < 0 && (said.trim().length < 3 || hasControl(said))) {
				session.fail(
					`after ${call} (${statusName(status)}) bse_last_error says ${JSON.stringify(said)}`,
					"a printable sentence",
				);
			}
		}
		const threads = context.descriptor.guarantees.includes("thread-safe");
		if (threads) await mustBeOwn(session, context, engine);
		session.close();
		return pass(`4 refusals were explained${threads ? ", each to its own thread" : ""}`);
	},
};

/** A thread of its own fails in another way, between this one's failure and its question. */
async function mustBeOwn(session: Session, context: CheckContext, engine: Engine) {
	engine.read(1n, session.sink, 3);
	const before = engine.lastError();
	await context.concurrent(engine, failingReads(context));
	const after = engine.lastError();
	if (after === before) return;
	session.fail(
		`bse_last_error said ${JSON.stringify(before)}, and after another thread's failure ${JSON.stringify(after)}`,
		"the calling thread's last failure",
	);
}

/** One client that reads a block out of range: what it logs as a problem is what is wanted. */
function failingReads(context: CheckContext): ConcurrentPlan {
	return {
		clients: 1,
		stepsPerClient: 1,
		blocks: [context.capacityBlocks + 5],
		prefill: false,
		mix: { ...noOperations, read: 1 },
		batchSize: 1,
		seed: context.seed,
		untilNs: context.nowNs() + 5e9,
		epoch: 1,
		readsAtEnd: false,
	};
}

function hasControl(text: string): boolean {
	return [...text].some((one) => one < " " || one === "\u007f" || one === "\ufffd");
}

export const telemetryChecks: readonly Check[] = [healthy, lastError];
