import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../../harness/load/process-facts.ts";
import { CooperativeRing } from "./cooperative.ts";
import { type FioJob, fioJobFile, jobName } from "./fio-job.ts";
import { parseFio } from "./fio-report.ts";
import type { Sample, Side } from "./side.ts";

const pauseMs = 1;
const reportName = "report.json";
const doneSuffix = ".postrun.txt";

/**
 * One fio with a job for each turn. Whatever ends this process closes fio's standard input, by
 * which every job still waiting fails and fio ends.
 */
export class FioSide implements Side {
	readonly #job: FioJob;
	readonly #directory: string;
	readonly #turns: number;
	readonly #child;
	readonly #ring: CooperativeRing | undefined;
	readonly #order: string[] = [];
	readonly #waiting: Set<string>;
	/** Of the whole process in each turn. */
	readonly #cpuNs: number[] = [];

	constructor(fioPath: string, job: FioJob, turns: number, directory: string) {
		this.#job = job;
		this.#directory = directory;
		this.#turns = turns;
		this.#waiting = new Set(Array.from({ length: turns }, (_, turn) => jobName(turn)));
		mkdirSync(directory);
		writeFileSync(join(directory, "jobs.fio"), fioJobFile(job, turns));
		this.#ring = job.isCooperative === true ? new CooperativeRing(directory) : undefined;
		const output = [`--output=${reportName}`, "--output-format=json+", "--eta=never"];
		this.#child = Bun.spawn([fioPath, ...output, "jobs.fio"], {
			cwd: directory,
			env: { ...process.env, ...this.#ring?.environment },
			stdin: "pipe",
			stdout: "pipe",
			stderr: "pipe",
		});
	}

	/** All jobs are set up and wait: nothing of fio runs beside the first turn. */
	async ready(): Promise<void> {
		await this.#until(() => this.#files(".prerun.txt").length === this.#turns);
	}

	async turn(): Promise<void> {
		const before = this.#threadNs();
		// One byte: jobs that wait share the pipe, and each takes what it needs to see a line.
		this.#child.stdin.write("\n");
		this.#child.stdin.flush();
		await this.#until(() => {
			const ended = this.#files(doneSuffix).find((name) => this.#waiting.delete(name));
			if (ended !== undefined) this.#order.push(ended);
			return ended !== undefined;
		});
		let cpuNs = 0;
		for (const [thread, ns] of this.#threadNs()) cpuNs += ns - (before.get(thread) ?? 0);
		this.#cpuNs.push(cpuNs);
	}

	async samples(): Promise<readonly Sample[]> {
		await this.#child.exited;
		if (this.#child.exitCode !== 0) throw await this.#failure();
		this.#ring?.demandUsed();
		const text = readFileSync(join(this.#directory, reportName), "utf8");
		const byName = parseFio(text, this.#job);
		return this.#order.map((name, turn) => {
			const sample = byName.get(name);
			if (sample === undefined) throw new Error(`fio reported no job ${name}`);
			return { ...sample, cpuNsPerOperation: this.#cpuOf(sample, this.#cpuNs[turn] ?? 0) };
		});
	}

	/**
	 * fio counts its own thread. What the kernel does for a ring it may do in threads of its own, in
	 * the same process: then the process's time counts, over the ramp, too, which is as dear.
	 */
	#cpuOf({ iops, cpuNsPerOperation }: Sample, processNs: number): number | undefined {
		const { ioengine, rampMs, runMs } = this.#job;
		if (ioengine !== "io_uring") return cpuNsPerOperation;
		return processNs / ((iops * (rampMs + runMs)) / 1000);
	}

	/**
	 * What each of its threads has run so far, the kernel's for its rings too: those of this turn are
	 * still there, see `exec_postrun`.
	 */
	#threadNs(): Map<string, number> {
		const tasks = `/proc/${this.#child.pid}/task`;
		const times = new Map<string, number>();
		for (const thread of this.#child.exitCode === null ? readdirSync(tasks) : []) {
			const ns = /^\d+/.exec(readText(`${tasks}/${thread}/schedstat`))?.[0];
			if (ns !== undefined) times.set(thread, Number(ns));
		}
		return times;
	}

	async close(): Promise<void> {
		this.#child.stdin.end();
		await this.#child.exited;
		rmSync(this.#directory, { recursive: true, force: true });
	}

	#files(suffix: string): string[] {
		const names = readdirSync(this.#directory).filter((name) => name.endsWith(suffix));
		return names.map((name) => name.slice(0, -suffix.length));
	}

	async #until(isSo: () => boolean): Promise<void> {
		while (!isSo()) {
			if (this.#child.exitCode !== null || this.#child.signalCode !== null)
				throw await this.#failure();
			await Bun.sleep(pauseMs);
		}
	}

	async #failure(): Promise<Error> {
		const words = await Promise.all(
			[this.#child.stderr, this.#child.stdout].map((stream) => new Response(stream).text()),
		);
		const said = words.map((text) => text.trim()).filter((text) => text !== "");
		return new Error(`fio ended with ${this.#child.exitCode}: ${said.join(" ")}`);
	}
}
