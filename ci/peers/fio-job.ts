/** What fio is asked to do; everything else is its default, full timing included. */
export interface FioWork {
	readonly ioengine: "null" | "psync" | "io_uring";
	readonly rw: "randread" | "randwrite";
	readonly iodepth: number;
	/** io_uring: its rings are set up as nvme-uring's, not as fio does by default. */
	readonly isCooperative?: boolean;
}

export interface FioJob extends FioWork {
	readonly blockBytes: number;
	readonly rampMs: number;
	readonly runMs: number;
	/** Absent for the null engine, which opens nothing. */
	readonly file?: { readonly path: string; readonly offsetBytes: number };
	readonly sizeBytes: number;
	readonly seed: number;
}

/**
 * Which of fio's latencies begins where Assay's does: at the call. `clat` of a call that waits; of
 * a queue, `lat`: its `clat` begins when the submission has returned.
 */
export const latencyOf = ({ ioengine }: Pick<FioWork, "ioengine">): "clat" | "lat" =>
	ioengine === "io_uring" ? "lat" : "clat";

export const jobName = (turn: number): string => `turn-${turn}`;

/**
 * One job a turn, all of one fio: starting it takes longer than a turn, and is no part of one. Each
 * is ready before its turn, and waits for a line on fio's standard input in `exec_prerun`, which
 * comes before its clock starts. A file that `exec_postrun` leaves says that it is done.
 */
export function fioJobFile(job: FioJob, turns: number): string {
	const { file } = job;
	const lines = [
		"[global]",
		`ioengine=${job.ioengine}`,
		`rw=${job.rw}`,
		`bs=${job.blockBytes}`,
		`size=${job.sizeBytes}`,
		`iodepth=${job.iodepth}`,
		...(file === undefined
			? []
			: [
					// A colon parts file names from each other.
					`filename=${file.path.replaceAll(":", "\\:")}`,
					`offset=${file.offsetBytes}`,
					"direct=1",
					"allow_file_create=0",
				]),
		"thread=1",
		"time_based=1",
		`runtime=${job.runMs}ms`,
		`ramp_time=${job.rampMs}ms`,
		// As our pattern: uniform, no memory of what was visited, another sequence each turn.
		"norandommap=1",
		"randrepeat=0",
		// As our stamps: every sector another one, with a header. A device that compresses takes three
		// times as long over what fio would else send again and again, and less over noise alone.
		...(job.rw === "randwrite" ? ["verify=crc32c", "verify_interval=512", "do_verify=0"] : []),
		...(latencyOf(job) === "lat" ? ["lat_percentiles=1", "clat_percentiles=0"] : []),
		"exec_prerun=read go",
		// Long enough to read what its threads have run.
		"exec_postrun=sleep 0.01",
	];
	for (let turn = 0; turn < turns; turn++) {
		lines.push(`[${jobName(turn)}]`, `randseed=${job.seed + turn}`);
	}
	return `${lines.join("\n")}\n`;
}
