import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildAll } from "./build.ts";
import { type Artifact, artifacts } from "./build-plan.ts";
import { Stamps } from "./build-stamps.ts";

const root = resolve(import.meta.dir, "..");
const groups = ["reference", "abi"] as const;

describe("build", () => {
	test("a second build compiles nothing", async () => {
		const first = await buildAll({ groups });
		expect(first.failures).toEqual([]);
		const second = await buildAll({ groups });
		expect(second.compiled).toEqual([]);
		expect(second.fresh).toContain("build/engines/null.so");
		expect(second.fresh.length).toBe(first.compiled.length + first.fresh.length);
	}, 300_000);

	test("every reference engine is planned, each from one file", async () => {
		const outputs = (await artifacts(root, ["reference"])).map(({ output }) => output);
		const names = ["memory", "null", "nvme", "nvme-batch", "nvme-pool", "nvme-uring"];
		expect(outputs.sort()).toEqual(names.map((name) => `build/engines/${name}.so`).sort());
	});

	test("layout prints the golden layout", async () => {
		await buildAll({ groups: ["abi"] });
		const child = Bun.spawnSync([join(root, "build/abi/layout")]);
		expect(JSON.parse(child.stdout.toString())).toEqual(
			await Bun.file(join(root, "engines/abi/layout.golden.json")).json(),
		);
	});

	test("without cc there is one sentence that says what to do", async () => {
		const empty = await mkdtemp(join(tmpdir(), "assay-build-"));
		try {
			const child = Bun.spawnSync([process.execPath, join(root, "engines/build.ts")], {
				cwd: empty,
				env: { ...process.env, PATH: empty },
			});
			expect(child.stderr.toString()).toBe(
				"cc was not found: install a C compiler (Debian: apt-get install gcc libc6-dev) and try again.\n",
			);
			expect(child.exitCode).toBe(6);
		} finally {
			await rm(empty, { recursive: true });
		}
	});
});

describe("stamps", () => {
	const artifact: Artifact = {
		group: "native",
		output: "build/out",
		sources: ["a.c", "b.c"],
		flags: ["-O2"],
		libraries: [],
	};
	// What `cc -MM a.c b.c` prints: only the first source includes a.h.
	const rules = "a.o: a.c \\\n a.h\nb.o: b.c\n";

	async function project(body: (root: string, stamps: () => Stamps) => Promise<void>) {
		const directory = await mkdtemp(join(tmpdir(), "assay-stamps-"));
		const files = ["cc", "a.c", "b.c", "a.h", "build/out"];
		for (const name of files) await Bun.write(join(directory, name), name);
		try {
			const stamps = () => new Stamps(directory, join(directory, "cc"));
			stamps().write(artifact, rules, Date.now() + 1000);
			await body(directory, stamps);
		} finally {
			await rm(directory, { recursive: true });
		}
	}

	test("unchanged is fresh", () =>
		project(async (_, stamps) => expect(stamps().isFresh(artifact)).toBe(true)));

	test.each(["a.c", "b.c", "a.h", "cc"])("a change of %s is noticed", (name) =>
		project(async (directory, stamps) => {
			await Bun.write(join(directory, name), "something longer");
			expect(stamps().isFresh(artifact)).toBe(false);
		}),
	);

	test("a missing output and another command are noticed", () =>
		project(async (directory, stamps) => {
			expect(stamps().isFresh({ ...artifact, flags: ["-O3"] })).toBe(false);
			await rm(join(directory, "build/out"));
			expect(stamps().isFresh(artifact)).toBe(false);
		}));

	test("a source that changes while it is compiled is compiled again", () =>
		project(async (_, stamps) => {
			stamps().write(artifact, rules, 0);
			expect(stamps().isFresh(artifact)).toBe(false);
		}));

	test("a stamp that was cut short counts as none", () =>
		project(async (directory, stamps) => {
			await Bun.write(join(directory, "build/.stamps/build_out.json"), '{"command":"');
			expect(stamps().isFresh(artifact)).toBe(false);
		}));
});
