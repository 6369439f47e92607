import { type Check, type CheckOutcome, EngineFailure } from "../../../harness/contract/index.ts";
import { FakeContext, type FakeOptions } from "./context.ts";
import { FakeCrash } from "./memory.ts";

/** Runs a check as the host process would, with a crash as its own verdict. */
export async function runOnFake(
	check: Check,
	options: FakeOptions = {},
): Promise<CheckOutcome | { verdict: "crashed"; message: string }> {
	const context = new FakeContext(options);
	const applies = check.appliesTo?.(context.descriptor) ?? true;
	if (applies !== true) return { verdict: "not-applicable", message: applies };
	const missing = check.needs.find((need) => !context.descriptor.capabilities.includes(need));
	if (missing !== undefined) return { verdict: "not-applicable", message: `no ${missing}` };
	try {
		return await check.run(context);
	} catch (error) {
		if (error instanceof FakeCrash) return { verdict: "crashed", message: error.message };
		if (!(error instanceof EngineFailure)) throw error;
		const { message, evidence } = error;
		return { verdict: "fail", message, ...(evidence === undefined ? {} : { evidence }) };
	}
}
