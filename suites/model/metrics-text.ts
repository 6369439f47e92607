export const wantedKeys = ["read_iops", "write_iops", "avg_latency", "queue_depth"] as const;
export type Metrics = Readonly<Record<(typeof wantedKeys)[number], number>>;

/** What collect_metrics returned: the named numbers, or what is wrong with the text. */
export function parseMetricsText(text: string): Metrics | string {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return "the metrics are not JSON";
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		return "the metrics are not one JSON object";
	}
	const record = value as Record<string, unknown>;
	for (const key of wantedKeys) {
		const number = record[key];
		if (typeof number === "number" && Number.isFinite(number) && number >= 0) continue;
		return `the metric ${key} is ${JSON.stringify(number)}, not a number >= 0`;
	}
	return record as unknown as Metrics;
}
