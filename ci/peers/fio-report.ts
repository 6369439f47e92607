import { z } from "zod";
import type { FioWork } from "./fio-job.ts";
import { latencyOf } from "./fio-job.ts";
import type { Bin, Sample } from "./side.ts";

const latencySchema = z.object({ bins: z.record(z.string(), z.number()).optional() });
const directionSchema = z.object({
	iops: z.number(),
	clat_ns: latencySchema,
	lat_ns: latencySchema,
});
const reportSchema = z.object({
	jobs: z.array(
		z.object({
			jobname: z.string(),
			error: z.number(),
			usr_cpu: z.number(),
			sys_cpu: z.number(),
			read: directionSchema,
			write: directionSchema,
		}),
	),
});

/**
 * By job name what each job of a json+ report showed, over its own run time, ramp excluded. fio may
 * print notes before the document.
 */
export function parseFio(text: string, work: FioWork): Map<string, Sample> {
	const report = reportSchema.parse(JSON.parse(text.slice(text.indexOf("{"))));
	return new Map(
		report.jobs.map((job) => {
			if (job.error !== 0) throw new Error(`fio's ${job.jobname} failed with errno ${job.error}`);
			const direction = job[work.rw === "randread" ? "read" : "write"];
			const { iops } = direction;
			const { bins = {} } = direction[`${latencyOf(work)}_ns`];
			const cpuNsPerOperation = iops > 0 ? ((job.usr_cpu + job.sys_cpu) * 1e7) / iops : undefined;
			return [job.jobname, { iops, cpuNsPerOperation, latencies: ascending(bins) }];
		}),
	);
}

function ascending(bins: Readonly<Record<string, number>>): Bin[] {
	return Object.entries(bins)
		.map(([ns, count]): Bin => [Number(ns), count])
		.sort(([a], [b]) => a - b);
}
