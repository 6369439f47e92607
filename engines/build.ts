// Builds everything that is C, with `cc` alone: reference engines, their variants, defective
// engines, the harness's native library and programs. Incremental: an artifact is fresh when its
// command, its compiler and every file it was made from are as they were. Outputs are replaced
// atomically, so that a library that is loaded somewhere keeps its code.

import { mkdir, rename, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Artifact, type ArtifactGroup, artifactGroups, artifacts } from "./build-plan.ts";
import { Stamps } from "./build-stamps.ts";

export type { ArtifactGroup } from "./build-plan.ts";

const root = resolve(import.meta.dir, "..");

export interface BuildOptions {
	/** Which groups; default: all but the sanitized ones. */
	readonly groups?: readonly ArtifactGroup[];
	/** Called for every artifact that has to be compiled, before it is. */
	readonly onCompile?: (name: string) => void;
}

export interface BuildFailure {
	readonly artifact: string;
	/** The compiler's own message. */
	readonly message: string;
}

export interface BuildReport {
	readonly compiled: readonly string[];
	readonly fresh: readonly string[];
	readonly failures: readonly BuildFailure[];
	readonly elapsedMs: number;
}

/** The build could not be tried at all; the message is a sentence for the user. */
export class BuildError extends Error {
	override readonly name = "BuildError";
}

function findCompiler(): string {
	const compiler = Bun.which("cc");
	if (compiler === null) {
		throw new BuildError(
			"cc was not found: install a C compiler (Debian: apt-get install gcc libc6-dev) and try again.",
		);
	}
	return compiler;
}

async function run(command: readonly string[]) {
	const child = Bun.spawn([...command], {
		cwd: root,
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
	const [stdout, stderr, code] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	return { stdout, stderr, code };
}

function compilerMessage({ stdout, stderr, code }: Awaited<ReturnType<typeof run>>): string {
	return `${stdout}${stderr}`.trim() || `cc ended with ${code}, saying nothing`;
}

/** Compiles one artifact; returns the compiler's message, or undefined when it succeeded. */
async function compile(artifact: Artifact, compiler: string, stamps: Stamps) {
	const output = join(root, artifact.output);
	await mkdir(dirname(output), { recursive: true });
	const temporary = `${output}.${process.pid}.tmp`;
	const rulesFile = `${temporary}.d`;
	const before = Date.now();
	const { flags, sources, libraries } = artifact;
	try {
		const track = sources.length === 1 ? ["-MMD", "-MF", rulesFile] : [];
		const made = await run([
			compiler,
			...flags,
			...track,
			"-o",
			temporary,
			...sources,
			...libraries,
		]);
		if (made.code !== 0) return compilerMessage(made);
		let rules: string;
		if (sources.length === 1) {
			rules = await Bun.file(rulesFile).text();
		} else {
			// Of several sources -MMD keeps the last one's rules only, as -MF does: to stdout instead.
			const listed = await run([compiler, ...flags, "-MM", ...sources]);
			if (listed.code !== 0) return compilerMessage(listed);
			rules = listed.stdout;
		}
		stamps.write(artifact, rules, before);
		await rename(temporary, output);
		return undefined;
	} finally {
		await Promise.all([temporary, rulesFile].map((path) => rm(path, { force: true })));
	}
}

/** Libraries of deleted sources would still be found by whoever lists the directory. */
async function prune(planned: readonly Artifact[]) {
	const outputs = new Set(planned.map((artifact) => artifact.output));
	for (const directory of new Set(planned.map((artifact) => dirname(artifact.output)))) {
		const glob = new Bun.Glob("*.so");
		for await (const name of glob.scan({ cwd: join(root, directory), onlyFiles: true })) {
			const output = join(directory, name);
			if (!outputs.has(output)) await rm(join(root, output), { force: true });
		}
	}
}

export async function buildAll(options: BuildOptions = {}): Promise<BuildReport> {
	const start = Bun.nanoseconds();
	const compiler = findCompiler();
	const groups = options.groups ?? artifactGroups.filter((group) => group !== "sanitized");
	const planned = await artifacts(root, groups);
	const stamps = new Stamps(root, compiler);
	const stale = planned.filter((artifact) => !stamps.isFresh(artifact));
	const isStale = new Set(stale);
	const failures: BuildFailure[] = [];
	const compiled: string[] = [];
	const waiting = [...stale];
	const worker = async () => {
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
			options.onCompile?.(next.output);
			const message = await compile(next, compiler, stamps);
			if (message === undefined) compiled.push(next.output);
			else failures.push({ artifact: next.output, message });
		}
	};
	await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
	await prune(planned);
	return {
		compiled,
		fresh: planned.filter((artifact) => !isStale.has(artifact)).map((each) => each.output),
		failures,
		elapsedMs: (Bun.nanoseconds() - start) / 1e6,
	};
}

/** The reference engines with their drivers, under AddressSanitizer + UBSan and ThreadSanitizer. */
export function buildSanitized(): Promise<BuildReport> {
	return buildAll({ groups: ["sanitized"] });
}

async function main(names: readonly string[]): Promise<number> {
	const unknown = names.find((name) => !artifactGroups.some((group) => group === name));
	if (unknown !== undefined) {
		console.error(`unknown group "${unknown}"; the groups are ${artifactGroups.join(", ")}`);
		return 2;
	}
	const groups = artifactGroups.filter((group) => names.includes(group));
	const report = await buildAll({
		...(names.length > 0 ? { groups } : {}),
		onCompile: (name) => console.error(`cc ${name}`),
	});
	for (const { artifact, message } of report.failures) {
		console.error(`\n${artifact} could not be built:\n${message}`);
	}
	const milliseconds = report.elapsedMs.toFixed(0);
	console.error(
		`${report.compiled.length} compiled, ${report.fresh.length} fresh, ${milliseconds} ms`,
	);
	return report.failures.length === 0 ? 0 : 1;
}

if (import.meta.main) {
	try {
		process.exitCode = await main(process.argv.slice(2));
	} catch (error) {
		if (!(error instanceof BuildError)) throw error;
		console.error(error.message);
		process.exitCode = 6;
	}
}
