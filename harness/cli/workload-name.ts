/** Ids and titles of workloads from the command line: equal parameters, equal id. Pure. */
import type { Workload } from "../contract/index.ts";
import type { Direction } from "./workload-option.ts";

type Shape = Omit<Workload, "id" | "title">;

/** `randread-4k-qd32`, as in suites/performance, and behind it whatever is not the default. */
export function workloadName(
	rw: Direction,
	shape: Shape,
	name: string | undefined,
): Pick<Workload, "id" | "title"> {
	const { issue, depth, workers, workingSetBlocks, compressPercent = 0, readPercent } = shape;
	const mix = rw === "rw" || rw === "randrw" ? plain(readPercent) : "";
	const parts = [
		`${rw}${mix}`,
		sized(shape.blockBytes),
		`${issue === "batch" ? "batch" : "qd"}${depth}${issue === "queue" && depth === 1 ? "-queue" : ""}`,
		...(workers > 1 ? [`${workers}-workers`] : []),
		...patternParts(shape.pattern),
		...rateParts(shape),
		...(workingSetBlocks === undefined ? [] : [`${workingSetBlocks}-blocks`]),
		...(compressPercent === 0 ? [] : [`compress-${plain(compressPercent)}`]),
	];
	return { id: name ?? parts.join("-"), title: `From the command line: ${parts.join(", ")}` };
}

function plain(value: number): string {
	return String(value).replace(".", "-");
}

function sized(bytes: number): string {
	if (bytes % 2 ** 20 === 0) return `${bytes / 2 ** 20}m`;
	return bytes % 1024 === 0 ? `${bytes / 1024}k` : String(bytes);
}

function patternParts(pattern: Workload["pattern"]): string[] {
	if (typeof pattern === "string") return [];
	switch (pattern.kind) {
		case "zipf":
			return ["zipf", plain(pattern.theta)];
		case "hot-cold":
			return ["hot", plain(pattern.hotPercent), plain(pattern.accessPercent)];
		case "strided":
			return ["strided", plain(pattern.strideBlocks)];
	}
}

function rateParts({ arrival, limit }: Shape): string[] {
	if (arrival === undefined) return [];
	const { kind, rate } = arrival;
	if (limit !== undefined) {
		return [kind, limit.percentile, "below", `${plain(limit.latencyNsMax / 1000)}us`];
	}
	if ("perSecond" in rate) return [kind, plain(rate.perSecond)];
	return [kind, plain(rate.capacityPercent), "percent"];
}
