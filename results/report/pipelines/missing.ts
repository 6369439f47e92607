import type { EngineResult, RunRecord } from "../../schema/index.ts";
import { safe } from "../text.ts";
import { named, type ReportCase } from "./report-case.ts";

/** What was planned for this engine and has no result, e.g. because the run was interrupted. */
export function missingCases(record: RunRecord, engine: EngineResult): ReportCase[] {
	const { plan } = record;
	const checks = engine.role === "baseline" ? [] : plan.checks;
	const swaps = plan.swaps.filter(({ from }) => from === engine.name).map(swapName);
	const found = record.engines.flatMap((each) => each.swaps).map(swapName);
	return [
		...lacking(checks, idsOf(engine.checks)).map((id) => ({
			...missing(engine, "check", id.split(".")[0] ?? id, id),
		})),
		...lacking(plan.workloads, idsOf(engine.workloads)).map((id) =>
			missing(engine, "workload", "workloads", id),
		),
		...lacking(swaps, found).map((id) => missing(engine, "swap", "swaps", id)),
	];
}

export function swapName({ id, from, to }: { id: string; from: string; to: string }): string {
	return `${id} ${from} -> ${to}`;
}

const idsOf = (results: readonly { id: string }[]): string[] => results.map(({ id }) => id);

/** As multisets: an id that is planned twice is owed twice. */
function lacking(planned: readonly string[], found: readonly string[]): string[] {
	const left = new Map<string, number>();
	for (const id of found) left.set(id, (left.get(id) ?? 0) + 1);
	return planned.filter((id) => {
		const count = left.get(id) ?? 0;
		left.set(id, count - 1);
		return count <= 0;
	});
}

function missing(
	engine: EngineResult,
	kind: ReportCase["kind"],
	group: string,
	name: string,
): ReportCase {
	return {
		engine: named(engine.name),
		...{ kind, group: safe(group, 100), name: named(name), title: `planned ${kind}` },
		...{ verdict: "missing", outcome: "errored" },
		message: "It was planned, and the record has no result of it.",
	};
}
