import { z } from "zod";

/** What fio is asked to do; everything else is its default, full timing included. */
export interface FioJob {
	readonly ioengine: "null" | "psync" | "io_uring";
	readonly rw: "randread" | "randwrite";
	readonly iodepth: number;
	readonly blockBytes: number;
	readonly rampMs: number;
	readonly runMs: number;
	/** Absent for the null engine, which opens nothing. */
	readonly file?: { readonly path: string; readonly offsetBytes: number };
	readonly sizeBytes: number;
	readonly seed: number;
}

const sideSchema = z.object({
	iops: z.number(),
	total_ios: z.number(),
	clat_ns: z.object({ percentile: z.record(z.string(), z.number()).optional() }),
});
const reportSchema = z.object({
	jobs: z
		.array(
			z.object({
				error: z.number(),
				usr_cpu: z.number(),
				sys_cpu: z.number(),
				job_runtime: z.number(),
				read: sideSchema,
				write: sideSchema,
			}),
		)
		.min(1),
});

export interface Sample {
	readonly iops: number;
	readonly p50: number | undefined;
	readonly p99: number | undefined;
	readonly cpuNsPerOperation: number | undefined;
}

export function fioArguments(job: FioJob): string[] {
	const file =
		job.file === undefined
			? []
			: [
					`--filename=${job.file.path}`,
					`--offset=${job.file.offsetBytes}`,
					"--direct=1",
					"--allow_file_create=0",
				];
	return [
		"--name=peer",
		`--ioengine=${job.ioengine}`,
		`--rw=${job.rw}`,
		`--bs=${job.blockBytes}`,
		`--size=${job.sizeBytes}`,
		`--iodepth=${job.iodepth}`,
		...file,
		"--thread=1",
		"--numjobs=1",
		"--group_reporting",
		"--time_based",
		`--runtime=${job.runMs}ms`,
		`--ramp_time=${job.rampMs}ms`,
		// As our pattern: uniform, no memory of what was visited, another sequence each round.
		"--norandommap",
		"--randrepeat=0",
		`--randseed=${job.seed}`,
		"--output-format=json",
	];
}

/** Runs fio once; throws with its own words when it fails. */
export function runFio(fioPath: string, job: FioJob): Sample {
	const child = Bun.spawnSync([fioPath, ...fioArguments(job)], { stdout: "pipe", stderr: "pipe" });
	const text = child.stdout.toString();
	if (!child.success) {
		throw new Error(`fio ended with ${child.exitCode}: ${child.stderr.toString().trim()}${text}`);
	}
	return parseFio(text, job.rw);
}

export function parseFio(text: string, rw: FioJob["rw"]): Sample {
	// fio may print notes before the document.
	const report = reportSchema.parse(JSON.parse(text.slice(text.indexOf("{"))));
	const [job] = report.jobs;
	if (job === undefined) throw new Error("fio reported no job");
	if (job.error !== 0) throw new Error(`fio's job failed with errno ${job.error}`);
	const side = rw === "randread" ? job.read : job.write;
	const cpuShare = (job.usr_cpu + job.sys_cpu) / 100;
	return {
		iops: side.iops,
		p50: side.clat_ns.percentile?.["50.000000"],
		p99: side.clat_ns.percentile?.["99.000000"],
		cpuNsPerOperation: side.iops > 0 ? (cpuShare * 1e9) / side.iops : undefined,
	};
}
