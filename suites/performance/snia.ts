import type { Workload } from "../../harness/contract/index.ts";

/**
 * Workloads after the SNIA Solid State Storage Performance Test Specification (Enterprise):
 * preconditioning, then rounds until steady state. `--profile snia` runs them; no other profile
 * does, since they take hours.
 *
 * What is not as in the specification: every cell of the matrix has rounds of its own until it is
 * steady (there a round is one walk through all cells); the working set is `workingSetBytes`, not
 * the whole device, so that fresh scratch files do; a round is as long as the profile or --duration
 * says (there a minute).
 */
const workingSetBytes = 128 << 20;
const roundsMost = 25;
const saturationRounds = 60;

const mixes = [100, 95, 65, 50, 35, 5, 0] as const;
const sizes = [
	{ name: "512", blockBytes: 512 },
	{ name: "4k", blockBytes: 4096 },
	{ name: "8k", blockBytes: 8192 },
	{ name: "16k", blockBytes: 16_384 },
	{ name: "32k", blockBytes: 32_768 },
	{ name: "64k", blockBytes: 65_536 },
	{ name: "128k", blockBytes: 131_072 },
	{ name: "1m", blockBytes: 1_048_576 },
] as const;
type Size = (typeof sizes)[number];

function sized(names: readonly Size["name"][]): Size[] {
	return sizes.filter(({ name }) => names.includes(name));
}

/** Two sequential passes, then the workload itself until it is steady. */
function workload(size: Size, parts: Pick<Workload, "id" | "title" | "readPercent">): Workload {
	return {
		...parts,
		blockBytes: size.blockBytes,
		pattern: "random",
		issue: "single",
		depth: 1,
		workers: 1,
		workingSetBlocks: workingSetBytes / size.blockBytes,
		precondition: { sequentialPasses: 2, randomPercent: 0 },
		rounds: { kind: "until-steady", countMax: roundsMost },
		set: "snia",
		depthOfProfile: "quick",
	};
}

/** 7 mixes x 8 sizes, two threads. */
const iops = sizes.flatMap((size) =>
	mixes.map((reads): Workload => {
		const id = `snia.iops-r${reads}-${size.name}`;
		const title = `SNIA IOPS: random ${size.name}, ${reads} % reads, until steady`;
		return { ...workload(size, { id, title, readPercent: reads }), workers: 2 };
	}),
);

const throughput = sized(["128k", "1m"]).flatMap((size) =>
	(["read", "write"] as const).map((way): Workload => {
		const id = `snia.throughput-${way}-${size.name}`;
		const title = `SNIA throughput: sequential ${size.name} ${way}s, until steady`;
		const readPercent = way === "read" ? 100 : 0;
		return { ...workload(size, { id, title, readPercent }), pattern: "sequential" };
	}),
);

/** One operation at a time. */
const latency = sized(["512", "4k", "8k"]).flatMap((size) =>
	[100, 65, 0].map((readPercent) => {
		const id = `snia.latency-r${readPercent}-${size.name}`;
		const title = `SNIA latency: random ${size.name}, ${readPercent} % reads, one at a time`;
		return workload(size, { id, title, readPercent });
	}),
);

/** From the first write on: no preconditioning beyond the fill that verification needs. */
const saturation = sized(["4k"]).map((size): Workload => {
	const id = "snia.write-saturation";
	const title = "SNIA write saturation: random 4k writes, all rounds, with the curve";
	return {
		...workload(size, { id, title, readPercent: 0 }),
		workers: 2,
		precondition: { sequentialPasses: 1, randomPercent: 0 },
		rounds: { kind: "all", countMax: saturationRounds },
	};
});

export const sniaWorkloads: readonly Workload[] = [
	...iops,
	...throughput,
	...latency,
	...saturation,
];
