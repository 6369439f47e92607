/** `assay compare` of real engines: with themselves, and with builds that are slower for sure. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { prepareEngine } from "../../harness/cli/built-in.ts";
import { buildDelayed } from "../../harness/cli/commands/compare-proof.ts";
import type { ComparisonVerdict } from "../../results/compare/index.ts";
import { counted } from "./interval.ts";
import type { Bar } from "./simulated.ts";

const root = join(import.meta.dir, "..", "..");

export interface RealRequest {
	readonly engines: readonly string[];
	/** Change-free comparisons, the engines in turn. */
	readonly same: number;
	/** Comparisons with each delay. */
	readonly slowed: number;
	readonly seed: number;
	readonly say: (line: string) => void;
}

export interface RealOutcome {
	/** By which the candidate is slower; 0: it is the baseline. */
	readonly delay: number;
	readonly verdict: ComparisonVerdict["verdict"];
	readonly seconds: number;
}

const delays = [0.05, 0.1] as const;
/** The CI profile's time for a comparison of all its workloads; these have one each. */
const secondsMost = 300;

/** The CI profile, short: one workload. A comparison that could not run ends the benchmark. */
export function runReal({ engines, same, slowed, seed, say }: RealRequest): RealOutcome[] {
	mkdirSync(join(root, "build"), { recursive: true });
	const directory = mkdtempSync(join(root, "build", "gates-"));
	const outcomes: RealOutcome[] = [];
	const once = (engine: string, candidate: string, delay: number, at: number) => {
		const { judged, seconds } = compare(engine, candidate, seed + at, directory);
		const [own] = judged.metrics;
		const what = delay === 0 ? "with itself" : `delayed by ${delay * 100} %`;
		const estimate = `${percent(own?.estimate)} slower, sees ${percent(own?.detectable)}`;
		say(`real, ${engine} ${what}: ${judged.verdict} (${estimate}), ${seconds.toFixed(0)} s`);
		outcomes.push({ delay, verdict: judged.verdict, seconds });
	};
	try {
		for (let at = 0; at < same; at++) {
			const engine = engines[at % engines.length] ?? "nvme";
			once(engine, engine, 0, at);
		}
		for (const delay of slowed > 0 ? delays : []) {
			for (let at = 0; at < slowed; at++) {
				const engine = engines[at % engines.length] ?? "nvme";
				const built = buildDelayed(root, prepareEngine(root, engine), delay, directory);
				once(engine, built.file.path, delay, 10_000 + at);
			}
		}
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
	return outcomes;
}

function compare(engine: string, candidate: string, seed: number, directory: string) {
	const started = performance.now();
	const words = ["compare", engine, candidate, "--profile", "ci", "--no-history", "--json"];
	const more = ["--only", "randread-4k-qd1", "--seed", String(seed)];
	const child = Bun.spawnSync(["sh", join(root, "ci", "assay"), ...words, ...more], {
		cwd: directory,
		stdin: "ignore",
	});
	if (![0, 1, 3, 4].includes(child.exitCode) || child.stdout.length === 0) {
		throw new Error(child.stderr.toString().trim().split("\n").at(-1));
	}
	const judged = JSON.parse(child.stdout.toString()) as ComparisonVerdict;
	return { judged, seconds: (performance.now() - started) / 1000 };
}

/** A line and a bar for what was asked; of nothing there is neither. */
export function realBars(outcomes: readonly RealOutcome[]): { lines: string[]; bars: Bar[] } {
	const lines: string[] = [];
	const bars: Bar[] = [];
	const tally = (delay: number) => {
		const own = outcomes.filter((outcome) => outcome.delay === delay);
		const of = (verdict: string) => own.filter((outcome) => outcome.verdict === verdict).length;
		const what = delay === 0 ? "real A/A" : `real, delayed by ${delay * 100} %`;
		if (own.length > 0) lines.push(`${what}: ${tallied(own)}`);
		return { count: own.length, of, what };
	};
	const same = tally(0);
	if (same.count > 0) {
		const wrong = same.of("fail") + same.of("broken");
		const text = `${same.what}: false FAIL ${counted(wrong, same.count)}, at most 1 %`;
		bars.push({ text, met: wrong / same.count <= 0.01 });
	}
	for (const delay of delays) {
		const { count, of, what } = tally(delay);
		if (count === 0) continue;
		const least = delay === 0.05 ? 0.9 : 0.99;
		const power = `${what}: FAIL ${counted(of("fail"), count)}, at least ${least * 100} %`;
		bars.push({ text: power, met: of("fail") / count >= least });
		bars.push({ text: `${what}: PASS ${of("pass")} of ${count}, none`, met: of("pass") === 0 });
	}
	if (outcomes.length > 0) {
		const slowest = Math.max(...outcomes.map(({ seconds }) => seconds));
		const text = `real: ${slowest.toFixed(0)} s for the longest, at most ${secondsMost} s`;
		bars.push({ text, met: slowest <= secondsMost });
	}
	return { lines, bars };
}

function tallied(outcomes: readonly RealOutcome[]): string {
	const names = { pass: "PASS", fail: "FAIL", inconclusive: "INCONCLUSIVE", unfit: "HOST-UNFIT" };
	const parts = Object.entries(names).map(([verdict, name]) => {
		return `${name} ${outcomes.filter((outcome) => outcome.verdict === verdict).length}`;
	});
	return `${parts.join(", ")} of ${outcomes.length}`;
}

function percent(share: number | undefined): string {
	return share === undefined ? "-" : `${(share * 100).toFixed(1)} %`;
}
