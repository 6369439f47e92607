/** The sharded workflow: plan, the parts, one verdict; its jobs' own steps, on a real engine. */
import { afterAll, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseRecord } from "../../results/schema/index.ts";
import { bash, filled, runAction, type Values } from "./composite.ts";
import { standIn } from "./stand-in.ts";
import { isTree, readYaml, type Tree, valuesOf } from "./yaml-file.ts";

const root = join(import.meta.dir, "..", "..");
// On the repository's disk and not in /tmp, which may be a tmpfs without O_DIRECT.
const scratch = mkdtempSync(join(root, "build", "sharded-"));
const assay = standIn(root, scratch);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const workflow = readYaml(join(root, "ci", "github", "certify-sharded.yml"));
const steps = valuesOf(workflow, "steps").flat().filter(isTree);

function stepOf(name: string): Tree {
	const step = steps.find((each) => each.name === name);
	if (step === undefined) throw new Error(`there is no step ${name}`);
	return step;
}

/** A `run` step in its job's directory; what it wrote to GITHUB_OUTPUT. */
async function runStep(name: string, workspace: string, values: Values): Promise<string> {
	const step = stepOf(name);
	const file = join(workspace, "..", "step-output");
	writeFileSync(file, "");
	const environment = { ...filled(step.env, values), GITHUB_OUTPUT: file };
	const { code, text } = await bash(String(step.run), workspace, environment);
	expect([name, code, code === 0 ? "" : text]).toEqual([name, 0, ""]);
	return readFileSync(file, "utf8");
}

function jobDirectory(name: string): string {
	const workspace = join(scratch, name, "workspace");
	mkdirSync(workspace, { recursive: true });
	cpSync(assay.home, join(workspace, ".assay"), { recursive: true });
	return workspace;
}

const inputs = new Map([
	["inputs.engines", "my engine.so\n"],
	["inputs.profile", "quick"],
	["inputs.shards", "2"],
	["inputs.arguments", "--only\nabi.stats-size,abi.last-error\n"],
	["inputs.comment", "false"],
]);

function useAction(name: string, workspace: string, values: Values) {
	return runAction({
		action: join(root, "ci", "github", "action.yml"),
		...{ workspace, inputs: filled(stepOf(name).with, values) },
		github: {
			...{ action_path: join(workspace, ".assay", "ci", "github"), event_name: "push" },
			...{ repository: "owner/plugin", token: "none" },
		},
		environment: { PATH: assay.path },
	});
}

test("parts of a plan become one verdict; a part that is missing is no pass", async () => {
	const planned = jobDirectory("plan");
	cpSync(join(root, "build", "engines", "memory.so"), join(planned, "my engine.so"));
	const output = await runStep("Plan", planned, inputs);
	const matrix: unknown = JSON.parse(output.replace(/^matrix=/, ""));
	const shards = valuesOf(matrix, "include").flat().filter(isTree);
	expect(shards.map(({ shard }) => shard)).toEqual(["1/2", "2/2"]);

	const joined = jobDirectory("verdict");
	for (const [index, shard] of shards.entries()) {
		const workspace = jobDirectory(`part-${index}`);
		cpSync(join(planned, "engines.tar"), join(workspace, "engines.tar"));
		await runStep("Unpack the engines", workspace, inputs);
		const values = new Map([...inputs, ["strategy.job-index", String(index)]]);
		for (const [key, value] of Object.entries(shard)) values.set(`matrix.${key}`, String(value));
		const part = await useAction("Certify a part", workspace, values);
		expect(part.outputs["exit-code"]).toBe("0");
		expect(part.uses.at(-1)?.with.name).toBe(`part-${index}`);
		// What upload and download do: the directory's contents, below the artifact's name.
		cpSync(join(workspace, "assay-results"), join(joined, "parts", `part-${index}`), {
			recursive: true,
		});
	}

	const verdict = async () => {
		const list = await runStep("List the parts", joined, inputs);
		const records = list.split("\n").slice(1, -2).join("\n");
		const values = new Map([...inputs, ["steps.parts.outputs.records", records]]);
		return await useAction("Join the parts", joined, values);
	};
	const whole = await verdict();
	expect(whole.outputs["exit-code"]).toBe("0");
	expect(whole.summary).toContain("# Assay: PASS");
	const path = join(joined, whole.outputs.directory ?? "", "record.json");
	const parsed = parseRecord(readFileSync(path, "utf8"));
	const checks = parsed.ok ? parsed.record.engines.flatMap((engine) => engine.checks) : [];
	expect(checks.map(({ id }) => id).sort()).toEqual(["abi.last-error", "abi.stats-size"]);

	rmSync(join(joined, "parts", "part-1"), { recursive: true });
	rmSync(join(joined, "assay-results"), { recursive: true });
	const partial = await verdict();
	expect(partial.outputs["exit-code"]).toBe("3");
	expect(partial.steps.at(-1)).toEqual(["Conclude", 3]);
	expect(partial.summary).toContain("# Assay: INCONCLUSIVE");
});
