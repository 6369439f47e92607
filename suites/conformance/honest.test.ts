import { describe, expect, test } from "bun:test";
import type { Guarantee } from "../../harness/contract/index.ts";
import type { FakeOptions } from "../model/fake/context.ts";
import { runOnFake } from "../model/fake/run.ts";
import { conformanceChecks } from "./index.ts";

/** The ways in which an honest engine may differ; no check may raise an alarm about any. */
const modes: Record<string, FakeOptions> = {
	"durable at flush": {},
	"durable at write": { guarantees: ["thread-safe", "durable-at-write"] },
	volatile: { guarantees: ["thread-safe"] },
	"absent reads zeros": { guarantees: ["durable-at-flush", "absent-reads-zeros"] },
	"no capabilities": { capabilities: [] },
	"small blocks": { blockBytes: 512, capacityBlocks: 70_000 },
	"few large blocks": { blockBytes: 16_384, capacityBlocks: 500 },
};
const quick = { budgetMs: 60, propertyRuns: 5 };

describe.each(Object.entries(modes))("an honest engine, %s", (_name, options) => {
	test.each(conformanceChecks.map((check) => [check.id, check] as const))(
		"passes %s",
		async (_id, check) => {
			const outcome = await runOnFake(check, { ...quick, ...options });
			const said = `${outcome.verdict}: ${outcome.message}`;
			expect(said).toMatch(/^(pass|not-applicable|could-not-run): /);
		},
	);
});

test("a sink is judged by nothing that needs data", async () => {
	const capabilities = ["sink", "batch", "lease", "queue"] as const;
	const data = conformanceChecks.filter((check) => check.id.startsWith("data."));
	for (const check of data) {
		const outcome = await runOnFake(check, { capabilities });
		expect(outcome).toMatchObject({ verdict: "not-applicable" });
	}
});

test("a check whose guarantee is missing says which", async () => {
	const guarantees: Guarantee[] = ["thread-safe"];
	const reopen = conformanceChecks.find((check) => check.id === "lifecycle.reopen");
	if (reopen === undefined) throw new Error("no lifecycle.reopen");
	const outcome = await runOnFake(reopen, { guarantees });
	expect(outcome.verdict).toBe("not-applicable");
	expect(outcome.message).toContain("volatile");
});

test("ids are unique, kebab-case, and begin with their family", () => {
	const ids = conformanceChecks.map((check) => check.id);
	expect(new Set(ids).size).toBe(ids.length);
	for (const id of ids) expect(id).toMatch(/^[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*$/);
});
