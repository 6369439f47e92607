import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { MetricVerdict } from "../../results/compare/index.ts";

const root = join(import.meta.dir, "..", "..");

export interface RealResult {
	readonly lines: readonly string[];
	readonly falseFails: number;
}

/** `assay compare` of an engine with itself; in the same rounds, with its copy delayed by 10 %. */
export function runReal(engine: string, count: number, seed: number): RealResult {
	mkdirSync(join(root, "build"), { recursive: true });
	const directory = mkdtempSync(join(root, "build", "gates-"));
	const lines: string[] = [];
	let falseFails = 0;
	try {
		for (let at = 0; at < count; at++) {
			const started = performance.now();
			const words = ["compare", engine, engine, "--profile", "quick", "--prove", "10"];
			const more = ["--only", "randread-4k-qd1", "--seed", String(seed + at), "--json"];
			const child = Bun.spawnSync(["sh", join(root, "ci", "assay"), ...words, ...more], {
				cwd: directory,
				stdin: "ignore",
			});
			if (child.exitCode === 2 || child.exitCode === 6) {
				throw new Error(child.stderr.toString().trim().split("\n").at(-1));
			}
			const judged = JSON.parse(child.stdout.toString()) as {
				verdict: string;
				metrics: MetricVerdict[];
				proof: MetricVerdict[];
			};
			if (judged.verdict === "fail") falseFails++;
			const seconds = ((performance.now() - started) / 1000).toFixed(0);
			const [own] = judged.metrics;
			const [proof] = judged.proof;
			const sees = percent(own?.detectable);
			lines.push(
				`real, ${engine}: A/A ${judged.verdict} (${percent(own?.estimate)}, sees ${sees}); ` +
					`delayed by 10 %: ${proof?.verdict} (${percent(proof?.estimate)}); ${seconds} s`,
			);
		}
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
	return { lines, falseFails };
}

function percent(share: number | undefined): string {
	return share === undefined ? "-" : `${(share * 100).toFixed(1)} %`;
}
