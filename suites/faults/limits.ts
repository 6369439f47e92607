import { type Check, type CheckContext, EngineFailure } from "../../harness/contract/index.ts";
import { pass } from "../model/applies.ts";
import { statusName } from "../model/errno.ts";
import { Session } from "../model/session.ts";

/** What a library opens once for all its engines, like a runtime's event loop, is open before. */
function settle(context: CheckContext): void {
	context.mustOpen().shutdown();
	context.target.renew();
}

/** An engine that opens under a limit must work under it; one that does not must leave nothing. */
function openUnderLimit(context: CheckContext, set: () => void, lift: () => void): boolean {
	const before = context.process.descriptors().length;
	set();
	let opened = false;
	try {
		const outcome = context.open();
		opened = outcome.ok;
		if (!outcome.ok && outcome.status >= 0) {
			throw new EngineFailure(`initialize failed with status ${statusName(outcome.status)}`);
		}
		if (outcome.ok) {
			const buffer = context.allocate(context.blockBytes, "end");
			for (let id = 0n; id < 4n; id++) outcome.engine.write(id, buffer);
			outcome.engine.flush();
			outcome.engine.shutdown();
			buffer.free();
		}
	} finally {
		lift();
	}
	const left = context.process.descriptors().length - before;
	if (left > 1) {
		const how = opened ? "a life under the limit" : "a refused initialize";
		throw new EngineFailure(`${how} left ${left} descriptors open`);
	}
	return opened;
}

function mustWorkAgain(context: CheckContext): void {
	const sink = context.descriptor.capabilities.includes("sink");
	const session = new Session(context);
	if (!sink) {
		for (let id = 0n; id < 8n; id++) session.write(id);
		session.verify(undefined, "after a limit was lifted");
	}
	session.close();
	context.target.renew();
}

/** From none at all up to more than any engine needs. */
export const descriptorLimit: Check = {
	id: "faults.descriptor-limit",
	title:
		"With too few file descriptors initialize is refused cleanly, and works when there are more",
	needs: [],
	depth: "quick",
	run(context) {
		settle(context);
		const used = context.process.descriptors().length;
		let refused = 0;
		for (let limit = 3; limit <= used + 8; limit++) {
			const opened = openUnderLimit(
				context,
				() => context.faults.limitDescriptors(limit),
				() => context.faults.limitDescriptors(undefined),
			);
			if (!opened) refused += 1;
			context.target.renew();
		}
		mustWorkAgain(context);
		return pass(`${refused} of ${used + 6} limits kept it from opening; it opened again after`);
	},
};

export const lockedMemoryLimit: Check = {
	id: "faults.locked-memory-limit",
	title: "Without lockable memory initialize is refused cleanly or does without",
	needs: [],
	depth: "quick",
	run(context) {
		settle(context);
		const opened = [0, 4096, 65536].filter((bytes) => {
			const ok = openUnderLimit(
				context,
				() => context.faults.limitLockedMemory(bytes),
				() => context.faults.limitLockedMemory(undefined),
			);
			context.target.renew();
			return ok;
		});
		mustWorkAgain(context);
		return pass(`it opened under ${opened.length} of 3 limits, and again after`);
	},
};
