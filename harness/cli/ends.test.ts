/** However a run ends, nothing of it stays: no process, no scratch file, no half-written JSON. */
import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseRecord } from "../../results/schema/index.ts";

const root = join(import.meta.dir, "..", "..");
// On the repository's disk and not in /tmp, which may be a tmpfs without O_DIRECT.
const scratch = mkdtempSync(join(root, "build", "ends-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Starts `assay test nvme` into a directory of its own and waits until checks are running. */
async function startRun(name: string) {
	const out = join(scratch, name);
	const main = join(root, "harness", "cli", "main.ts");
	const words = ["test", "nvme", "nvme-pool", "--profile", "certification", "--json", "--out", out];
	const child = Bun.spawn([process.execPath, main, ...words], { stdout: "pipe", stderr: "ignore" });
	while (child.exitCode === null && processesNaming(out).length < 3) await Bun.sleep(20);
	expect(child.exitCode).toBeNull();
	return { out, child };
}

function processesNaming(text: string): string[] {
	const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	return pids.map(commandLine).filter((line) => line.includes(text));
}

function commandLine(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, "utf8");
	} catch {
		return "";
	}
}

/** Every file below, relative; what is left of a run. */
const filesBelow = (directory: string) =>
	existsSync(directory) ? (readdirSync(directory, { recursive: true }) as string[]) : [];

async function until(condition: () => boolean): Promise<void> {
	for (let tries = 0; tries < 400 && !condition(); tries++) await Bun.sleep(25);
}

test("a coordinator killed by SIGKILL leaves no process and no scratch", async () => {
	const { out, child } = await startRun("killed");
	child.kill("SIGKILL");
	await child.exited;
	const scratchLeft = () => filesBelow(out).filter((file) => file.includes("assay-run-"));
	await until(() => processesNaming(out).length === 0 && scratchLeft().length === 0);
	expect(processesNaming(out)).toEqual([]);
	expect(scratchLeft()).toEqual([]);
});

test.each(["SIGINT", "SIGTERM"] as const)(
	"%s keeps the record so far and leaves nothing else",
	async (signal) => {
		const { out, child } = await startRun(signal);
		child.kill(signal);
		expect(await child.exited).toBe(130);
		expect(processesNaming(out)).toEqual([]);
		expect(filesBelow(out).filter((file) => file.includes("assay-run-"))).toEqual([]);
		const document = JSON.parse(await new Response(child.stdout).text());
		expect(document.verdict).not.toBe("pass");
		const path = filesBelow(out).find((file) => file.endsWith("record.json")) ?? "record.json";
		const record = parseRecord(readFileSync(join(out, path), "utf8"));
		expect(record).toMatchObject({ ok: true, record: { complete: false } });
	},
);
