import { expect, test } from "bun:test";
import type { Status } from "../../harness/contract/index.ts";
import { errno, isDeviceError } from "../model/errno.ts";
import { FakeEngine } from "../model/fake/engine.ts";
import { runOnFake } from "../model/fake/run.ts";
import { faultsOfChanges } from "./every-way.ts";
import { failedWriteStaysFailed, fileSizeLimit } from "./size-limit.ts";

/** As a file system that remounts itself read-only: nothing is changed until it is reopened. */
class ReadOnlyAfterFailure extends FakeEngine {
	#tripped = false;

	override write(...words: Parameters<FakeEngine["write"]>): Status {
		if (this.#tripped) return -errno.EIO;
		const status = super.write(...words);
		this.#tripped = isDeviceError(status);
		return status;
	}

	override lastError(): string {
		return this.#tripped ? "a write failed: reopen the engine" : super.lastError();
	}
}

/** And one that does so without a word, which nobody can tell from one that is broken. */
class MuteAfterFailure extends ReadOnlyAfterFailure {
	override lastError(): string {
		return "";
	}
}

const checks = [fileSizeLimit, failedWriteStaysFailed, faultsOfChanges];

test.each(checks.map((check) => [check.id, check] as const))(
	"%s: an engine that takes no more writes until it is reopened, and says so, is honest",
	async (_id, check) => {
		const outcome = await runOnFake(check, { engine: ReadOnlyAfterFailure });
		expect(`${outcome.verdict}: ${outcome.message}`).toStartWith("pass");
	},
);

test("without a reason it is not", async () => {
	const outcome = await runOnFake(fileSizeLimit, { engine: MuteAfterFailure });
	expect(outcome.verdict).toBe("fail");
});
