/** The workloads of `--workload`, in place of those in suites/performance. */
import type { Suites, Workload } from "../contract/index.ts";
import { Refusal } from "./refusal.ts";
import type { Selection } from "./select.ts";
import { readWorkload } from "./workload-option.ts";

export async function ownWorkloads(texts: readonly string[] | undefined): Promise<Workload[]> {
	if (texts === undefined) return [];
	// Kept apart: it loads the native library, which no other option needs.
	const { wrongParameters } = await import("../load/index.ts");
	const seen = new Set<string>();
	return texts.map((text) => {
		const workload = readWorkload(text);
		const wrong = wrongParameters(workload);
		if (wrong !== undefined) {
			throw new Refusal(`--workload ${text} can't be run: ${wrong.replace(/\.$/, "")}.`);
		}
		if (seen.has(workload.id)) {
			throw new Refusal(
				`--workload ${text} is there twice, as ${workload.id}; give it once, or a name= of its own.`,
			);
		}
		seen.add(workload.id);
		return workload;
	});
}

/** Own workloads are chosen by naming them: --only and --skip would choose again. */
export function withOwnWorkloads(
	suites: Suites,
	own: readonly Workload[],
	{ only, skip }: Selection,
): Suites {
	if (own.length === 0) return suites;
	if (only.length > 0 || skip.length > 0) {
		throw new Refusal(
			"--workload runs what it says and nothing else; leave out --only and --skip.",
		);
	}
	return { ...suites, workloads: own };
}
