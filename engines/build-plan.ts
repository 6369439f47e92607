// What there is to build, and how: pure but for listing directories.

import { readdir } from "node:fs/promises";
import { join } from "node:path";

export const artifactGroups = [
	"reference",
	"variants",
	"defective",
	"native",
	"abi",
	"template",
	"sanitized",
] as const;
export type ArtifactGroup = (typeof artifactGroups)[number];

export interface Artifact {
	readonly group: ArtifactGroup;
	/** Relative to the repository, as are the sources. */
	readonly output: string;
	readonly sources: readonly string[];
	readonly flags: readonly string[];
	readonly libraries: readonly string[];
}

/** Reference engines in their other modes, so that suites meet every guarantee. */
const variants = [
	{ name: "memory-zeros", engine: "memory", defines: ["-DMEMORY_ABSENT_READS_ZEROS"] },
	{ name: "nvme-durable", engine: "nvme", defines: ["-DNVME_DURABLE_AT_WRITE"] },
] as const;

const common = [
	"-std=c11",
	"-g",
	"-Wall",
	"-Wextra",
	"-Werror",
	"-pthread",
	"-ffile-prefix-map=./=",
];
const optimized = [...common, "-O2"];
const sharedLibrary = [
	"-fPIC",
	"-fvisibility=hidden",
	"-shared",
	"-Wl,-z,now",
	"-Wl,-z,relro",
	"-Wl,--no-undefined",
];
const engineIncludes = ["-Iengines/abi", "-Iengines/reference"];
const nativeOptimized = [...common, "-O3", "-mtune=native"];

const asan = [
	"-fsanitize=address,undefined",
	"-fno-sanitize-recover=all",
	"-fno-omit-frame-pointer",
];
const tsan = ["-fsanitize=thread", "-fno-omit-frame-pointer"];

type Plan = (root: string) => Promise<Artifact[]>;

async function cFiles(root: string, directory: string): Promise<string[]> {
	const names = await readdir(join(root, directory)).catch(() => []);
	return names.filter((name) => name.endsWith(".c") && !name.startsWith("_")).sort();
}

function engine(group: ArtifactGroup, output: string, source: string, flags: readonly string[]) {
	return {
		group,
		output,
		sources: [source],
		flags: [...optimized, ...sharedLibrary, ...engineIncludes, ...flags],
		libraries: [],
	};
}

const plans: Record<ArtifactGroup, Plan> = {
	reference: async (root) =>
		(await cFiles(root, "engines/reference")).map((file) =>
			engine("reference", `build/engines/${file.slice(0, -2)}.so`, `engines/reference/${file}`, []),
		),
	variants: async () =>
		variants.map(({ name, engine: base, defines }) =>
			engine("variants", `build/variants/${name}.so`, `engines/reference/${base}.c`, defines),
		),
	defective: async (root) =>
		(await cFiles(root, "engines/defective")).map((file) =>
			engine("defective", `build/defective/${file.slice(0, -2)}.so`, `engines/defective/${file}`, [
				// There are some 170: how fast they build matters more than how fast they run.
				"-O0",
				"-g0",
				"-Iengines/defective",
			]),
		),
	native: async (root) => {
		const directory = "harness/native";
		const flags = [...nativeOptimized, "-Iengines/abi", `-I${directory}`];
		const library: Artifact = {
			group: "native",
			output: "build/native/libassay.so",
			sources: (await cFiles(root, directory)).map((file) => `${directory}/${file}`),
			flags: [...flags, ...sharedLibrary],
			libraries: ["-lm"],
		};
		const programs = (await cFiles(root, `${directory}/bin`)).map((file) => ({
			group: "native" as const,
			output: `build/native/${file.slice(0, -2)}`,
			sources: [`${directory}/bin/${file}`],
			flags,
			libraries: ["-lm"],
		}));
		// For `assay doctor`; it is no engine to certify or to copy from.
		const source = "engines/reference/known-answer/engine.c";
		const knownAnswer = engine("native", "build/native/known-answer.so", source, []);
		const built = [...programs, knownAnswer];
		return library.sources.length === 0 ? built : [library, ...built];
	},
	abi: async () => [
		{
			group: "abi",
			output: "build/abi/layout",
			sources: ["engines/abi/layout.c"],
			flags: [...optimized, "-Iengines/abi"],
			libraries: [],
		},
	],
	template: async () => [
		engine("template", "build/template/template.so", "engines/template/c/engine.c", []),
	],
	sanitized: async () => sanitizedArtifacts(),
};

export const sanitizedEngines = [
	"memory",
	"nvme",
	"nvme-pool",
	"nvme-batch",
	"nvme-uring",
] as const;

function sanitizedArtifacts(): Artifact[] {
	const program = (name: string, engineSource: string, flags: readonly string[]) => ({
		group: "sanitized" as const,
		output: `build/sanitized/${name}`,
		sources: [
			engineSource,
			...["driver", "model", "threads"].map((part) => `engines/sanitize/${part}.c`),
		],
		flags: [...common, "-O1", ...engineIncludes, ...flags],
		libraries: [],
	});
	return [
		...sanitizedEngines.flatMap((name) => [
			program(`${name}-asan`, `engines/reference/${name}.c`, asan),
			program(`${name}-tsan`, `engines/reference/${name}.c`, tsan),
		]),
		program("memory-unlocked-tsan", "engines/sanitize/memory_unlocked.c", tsan),
		{
			group: "sanitized" as const,
			output: "build/sanitized/crash-sweep",
			sources: ["parts", "record", "simulated_device", "sweep"].map(
				(part) => `engines/crash/${part}.c`,
			),
			flags: [...common, "-O1", ...engineIncludes, "-Iengines/crash", ...asan],
			libraries: [],
		},
	];
}

export async function artifacts(
	root: string,
	groups: readonly ArtifactGroup[],
): Promise<Artifact[]> {
	const planned = await Promise.all(groups.map((group) => plans[group](root)));
	return planned.flat();
}
