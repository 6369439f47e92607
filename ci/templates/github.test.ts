/** The composite action, step by step, on real engines. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseRecord } from "../../results/schema/index.ts";
import { runAction } from "./composite.ts";
import { standIn } from "./stand-in.ts";

const root = join(import.meta.dir, "..", "..");
// On the repository's disk and not in /tmp, which may be a tmpfs without O_DIRECT.
const scratch = mkdtempSync(join(root, "build", "action-"));
const assay = standIn(root, scratch);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function run(name: string, inputs: Record<string, string>) {
	const workspace = join(scratch, name, "workspace");
	mkdirSync(workspace, { recursive: true });
	const result = await runAction({
		action: join(root, "ci", "github", "action.yml"),
		...{ workspace, inputs: { command: "test", profile: "quick", ...inputs } },
		github: {
			...{
				action_path: join(assay.home, "ci", "github"),
				repository: "owner/plugin",
				token: "none",
			},
			...{ event_name: "pull_request", "event.pull_request.number": "7" },
		},
		environment: { PATH: assay.path },
	});
	return { ...result, workspace };
}

const one = "--only\nabi.stats-size\n--no-history\n";

describe("the composite action", () => {
	test("a pass: summary, annotation, outputs, artifact, no comment unless asked", async () => {
		const result = await run("pass", { engines: "memory\n", arguments: one });
		expect(result.steps.filter(([, code]) => code !== 0)).toEqual([]);
		expect(assay.calls()[0]).toBe("--prepare engines");
		expect(result.summary).toContain("# Assay: PASS");
		expect(result.log).toContain("::notice title=assay PASS::");
		expect(result.outputs["exit-code"]).toBe("0");
		const directory = join(result.workspace, result.outputs.directory ?? "");
		for (const file of [
			"report.html",
			"junit.xml",
			"ctrf.json",
			"findings.sarif",
			"metrics.prom",
		]) {
			expect(existsSync(join(directory, file))).toBe(true);
		}
		const record = parseRecord(readFileSync(join(directory, "record.json"), "utf8"));
		expect(record).toMatchObject({ ok: true, record: { verdict: "pass" } });
		expect(result.uses.map(({ action }) => action.split("@")[0])).toEqual([
			...["actions/cache", "actions/upload-artifact"],
		]);
		expect(result.uses[0]?.with).toMatchObject({ path: `${assay.home}/node_modules` });
		expect(result.uses[1]?.with).toMatchObject({ name: "assay", path: "assay-results" });
		expect(assay.asked()).toEqual([]);
	});

	test("a failure: the job fails at the end, after everything was kept and commented", async () => {
		const engines = join(root, "build", "defective", "11-absent-reads-zeros.so");
		const words = "--only\ndata.absent-block\n--no-history";
		const result = await run("fail", { engines, arguments: words, comment: "true", name: "mine" });
		expect(result.outputs["exit-code"]).toBe("1");
		expect(result.steps.at(-1)).toEqual(["Conclude", 1]);
		expect(result.steps.slice(0, -1).filter(([, code]) => code !== 0)).toEqual([]);
		expect(result.summary).toContain("# Assay: FAIL");
		expect(result.log).toMatch(/::error title=\S+ data\.absent-block fail::.*again: /);
		const asked = assay.asked();
		expect(asked[0]).toStartWith("api --paginate repos/owner/plugin/issues/7/comments");
		expect(asked[1]).toStartWith("api repos/owner/plugin/issues/7/comments --field body=@");
		expect(assay.comment()).toStartWith("<!-- assay: mine -->\n# Assay: FAIL");
	});

	test("a refusal: no record, and the job fails with its code, saying so", async () => {
		const result = await run("refused", { engines: "no-such-engine.so" });
		expect(result.outputs).toEqual({ "exit-code": "2", directory: "" });
		expect(result.steps.at(-1)).toEqual(["Conclude", 2]);
		expect(result.summary).toContain("exit code 2 and without a report");
		expect(result.uses.map(({ action }) => action.split("@")[0])).toEqual(["actions/cache"]);
	});

	test("inputs are words, never shell", async () => {
		const inputs = {
			engines: '$(touch a)\n"; touch a; "',
			profile: "`touch a`",
			out: "x $(touch a)",
		};
		const result = await run("hostile", inputs);
		expect(result.outputs["exit-code"]).toBe("2");
		expect(existsSync(join(result.workspace, "a"))).toBe(false);
		expect(existsSync(join(result.workspace, "x $(touch a)"))).toBe(true);
	});

	test("a long summary becomes a comment that GitHub takes", () => {
		const text = readFileSync(join(root, "ci", "github", "action.yml"), "utf8");
		const program = /LC_ALL=C awk '(.*)' >/.exec(text)?.[1] ?? "";
		const input = Buffer.from(`${"x".repeat(99)}\n`.repeat(10_000));
		const { stdout } = Bun.spawnSync(["awk", program], { stdin: input, env: { LC_ALL: "C" } });
		expect(stdout.length).toBeLessThan(61_000);
		expect(stdout.length).toBeGreaterThan(59_000);
		expect(stdout.toString()).toEndWith("(cut: see the job summary)\n");
	});
});
