import { expect, test } from "bun:test";
import type { Check } from "../../harness/contract/index.ts";
import { FakeContext } from "./fake/context.ts";
import { blocksNeeded, withRoom } from "./room.ts";

const check: Check = {
	id: "data.any",
	title: "Anything",
	needs: [],
	depth: "quick",
	run: () => ({ verdict: "pass", message: "ran" }),
};

test("a check runs where it has room, and says what it needs where not", async () => {
	const [bounded] = withRoom([check]);
	const enough = new FakeContext({ capacityBlocks: blocksNeeded });
	expect(await bounded?.run(enough)).toEqual({ verdict: "pass", message: "ran" });
	const tooFew = await bounded?.run(new FakeContext({ capacityBlocks: blocksNeeded - 1 }));
	expect(tooFew).toMatchObject({ verdict: "could-not-run" });
	expect(tooFew?.message).toContain(`needs ${blocksNeeded}`);
});
