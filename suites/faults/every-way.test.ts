import { describe, expect, test } from "bun:test";
import type {
	BatchItem,
	BatchOutcome,
	EngineQueue,
	QueueOperation,
	Status,
} from "../../harness/contract/index.ts";
import { errno } from "../model/errno.ts";
import { FakeEngine } from "../model/fake/engine.ts";
import { FakeQueue } from "../model/fake/queue.ts";
import { runOnFake } from "../model/fake/run.ts";
import { faultsOfChanges, faultsOfReads } from "./every-way.ts";

function unlessDeviceError(status: Status): Status {
	return [-errno.EIO, -errno.EFBIG, -errno.ENOSPC].includes(status) ? 0 : status;
}

class QueueSwallowsErrors extends FakeEngine {
	override createQueue(depth: number): EngineQueue | Status {
		const run = ({ opcode, id, data, length, offset }: QueueOperation): Status =>
			unlessDeviceError(this[opcode](id, data, length, offset));
		return new FakeQueue(depth, run);
	}
}

class BatchSwallowsErrors extends FakeEngine {
	override readBatch(items: readonly BatchItem[]): BatchOutcome {
		const statuses = super.readBatch(items).statuses.map(unlessDeviceError);
		return { status: statuses.find((status) => status !== 0) ?? 0, statuses };
	}
}

class LeaseMakesUp extends FakeEngine {
	protected override leaseOne(id: bigint) {
		const { status, bytes } = super.leaseOne(id);
		return { status: unlessDeviceError(status), bytes };
	}
}

describe("errors of the device that are swallowed on the way", () => {
	test("an honest engine passes", async () => {
		expect((await runOnFake(faultsOfChanges)).verdict).toBe("pass");
		expect((await runOnFake(faultsOfReads)).verdict).toBe("pass");
	});

	test.each([
		["queued write", faultsOfChanges, QueueSwallowsErrors, "after a queued write"],
		["queued read", faultsOfReads, QueueSwallowsErrors, "read in a queue with the target cut"],
		["read in a batch", faultsOfReads, BatchSwallowsErrors, "read in a batch with the target cut"],
		["lease", faultsOfReads, LeaseMakesUp, "lease with the target cut"],
	] as const)("%s", async (_name, check, engine, words) => {
		const outcome = await runOnFake(check, { engine });
		expect(outcome.verdict).toBe("fail");
		expect(outcome.message).toContain(words);
	});
});
