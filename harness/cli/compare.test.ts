/** `assay compare` from words to exit code; what it concludes is tested in results/compare. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ComparisonData, judgeComparison } from "../../results/compare/index.ts";
import { assay, filesBelow, makeDirectory, repository } from "./fixtures/assay.ts";

setDefaultTimeout(240_000);

let directory: string;
beforeAll(() => {
	directory = makeDirectory("compare");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const short = ["--profile", "quick", "--only", "randread-4k-qd1", "--duration", "20ms"];

test("rounds are paired, kept raw, and judged to the same verdict from what was kept", () => {
	const words = ["compare", "memory", "memory", ...short, "--seed", "3", "--prove", "40", "--json"];
	const { code, stdout, stderr } = assay(words, directory);
	expect(stderr).not.toContain("failed");
	const document = JSON.parse(stdout) as { verdict: string; data: ComparisonData };
	const { verdict, data } = document;
	const codes: Record<string, number> = { pass: 0, fail: 4, inconclusive: 3, unfit: 3 };
	expect(code).toBe(codes[verdict] ?? Number.NaN);
	expect(data.rounds).toHaveLength(12);
	for (const { order, values, slowness = {} } of data.rounds) {
		expect([...order].sort()).toEqual(["baseline", "candidate", "control", "proof"]);
		// In turns: each has been put beside the baseline, slice by slice.
		expect(Object.keys(slowness).sort()).toEqual(["baseline", "candidate", "control", "proof"]);
		for (const slot of order) {
			expect(values[slot]?.iops).toBeGreaterThan(0);
			// Absent, not 0, where a busy machine did too little in 20 ms for a percentile.
			expect(values[slot]?.p50Ns ?? 1).toBeGreaterThan(0);
		}
	}
	expect(document).toMatchObject(judgeComparison(data));
	const kept = filesBelow(directory).filter((path) => path.endsWith("comparison.json"));
	expect(kept).toHaveLength(1);
	const { digest, ...file } = JSON.parse(readFileSync(join(directory, kept[0] ?? ""), "utf8"));
	expect(document).toMatchObject(file);
	expect(digest).toMatch(/^[0-9a-f]{64}$/);
	expect(filesBelow(directory).filter((path) => path.endsWith(".so"))).toEqual([]);
});

/** The memory engine behind the delay shim, without a delay and with other lines. */
function buildShim(name: string, edit: (source: string) => string): string {
	const shim = readFileSync(join(repository, "engines", "delay", "delay.c"), "utf8");
	const source = join(directory, `${name}.c`);
	writeFileSync(source, edit(shim));
	const library = join(directory, `${name}.so`);
	const target = join(repository, "build", "engines", "memory.so");
	const defines = [`TARGET="${target}"`, "PPM=0u", "GUARANTEES=0", "BLOCK_MIN=512u"];
	const flags = ["-std=c11", "-fPIC", "-fvisibility=hidden", "-shared", "-DDELAY_ALIGNMENT=4096u"];
	const built = Bun.spawnSync([
		...["cc", ...flags, "-DDELAY_BLOCK_MAX=65536u", ...defines.map((each) => `-DDELAY_${each}`)],
		...[`-I${join(repository, "engines", "abi")}`, source, "-o", library],
	]);
	expect(built.stderr.toString()).not.toContain("error");
	return library;
}

test("a candidate that crashes is no slow one: exit 1, with what happened", () => {
	const library = buildShim("crash", (shim) =>
		shim.replace(/return delayed\(before, real\.read\(.*/, "__builtin_trap();"),
	);
	const { code, stdout } = assay(["compare", "memory", library, ...short], directory);
	expect(stdout).toContain("FAIL  candidate, randread-4k-qd1: crashed");
	expect(code).toBe(1);
});

test("work that a candidate's own threads do in the others' turns is not free: no turns", async () => {
	const spin = 'static void *spin(void *none)\n{\n\tfor (;;)\n\t\t__asm__ volatile("");\n}';
	// Several, so that they are seen where other processes want the processors, too.
	const start =
		"pthread_t id;\n\tfor (int n = 0; n < 4; n++)\n\t\tpthread_create(&id, NULL, spin, NULL);";
	const library = buildShim("beside", (shim) =>
		shim
			.replace("static struct {", `#include <pthread.h>\n${spin}\nstatic struct {`)
			.replace("reading = UINT64_MAX;", `reading = UINT64_MAX;\n\t${start}`),
	);
	const words = ["compare", "memory", library, ...short.slice(0, -1), "200ms", "--json"];
	const child = Bun.spawn(["sh", join(repository, "ci", "assay"), ...words], {
		cwd: directory,
		stderr: "pipe",
	});
	let told = "";
	for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) {
		told += part;
		// It is told with the first round: the other ones need not be waited for.
		if (told.includes("one by one from here on")) child.kill("SIGINT");
	}
	expect(told).toContain("randread-4k-qd1: an engine's threads work on in the others' turns");
	const { data } = (await new Response(child.stdout).json()) as { data: ComparisonData };
	expect(data.rounds.filter(({ slowness }) => slowness !== undefined)).toEqual([]);
});

test.each([
	[["memory"], "needs to be told"],
	[["memory", "memroy"], "did you mean the built-in engine memory"],
	[["last-releas", "memory"], "did you mean last-release?"],
	[["memory", "memory", "--margin", "0"], "--margin 0 is no percentage"],
	[["memory", "memory", "--margn", "3"], "did you mean --margin?"],
	[["memory", "memory", "--prove", "x"], "--prove x is no percentage"],
	[["memory", "memory", "--profile", "sertification"], "did you mean certification"],
	[["memory", "memory", "--only", "randraed-4k-qd1"], "did you mean randread-4k-qd1"],
])("%j is refused", (words, reason) => {
	const { code, stderr } = assay(["compare", ...words], directory);
	expect(stderr).toContain(reason);
	expect(code).toBe(2);
});
