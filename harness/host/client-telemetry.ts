import { calls, layouts, pointer, Scratch } from "../ffi/index.ts";
import type { Client } from "./client.ts";

const textBytes = 64 << 10;
const metricKeys = ["read_iops", "write_iops", "avg_latency", "queue_depth"];

/**
 * What a monitor asks of an engine while others work with it, and what no moment excuses: another
 * capacity, an unhealthy engine on a good target, metrics or log lines that are no JSON.
 */
export class TelemetryCalls {
	readonly #client: Client;
	readonly #table;
	readonly #stats = new Scratch(layouts.bse_stats.size);
	readonly #text = new Scratch(textBytes);
	#capacityBytes: bigint | undefined;

	constructor(client: Client) {
		this.#client = client;
		this.#table = pointer(client.job.table);
	}

	/** `block` is only where a problem is noted. */
	ask(block: number): void {
		const { telemetry } = this.#client.job;
		const problems = [
			this.#askStats(),
			telemetry.includes("health") ? this.#askHealth() : undefined,
			telemetry.includes("metrics") ? this.#askMetrics() : undefined,
			telemetry.includes("logging") ? this.#askLog() : undefined,
		];
		for (const message of problems) {
			if (message !== undefined) this.#client.log.problem({ block, message });
		}
	}

	#askStats(): string | undefined {
		const { size, fields } = layouts.bse_stats;
		const { view, address } = this.#stats;
		view.setUint32(fields.size, size, true);
		const status = calls.assay_get_stats(this.#table, pointer(address));
		if (status !== 0) return `get_stats returned ${status}`;
		const told = view.getBigUint64(fields.capacity_bytes, true);
		const before = this.#capacityBytes ?? told;
		this.#capacityBytes = told;
		return told === before ? undefined : `capacity_bytes went from ${before} to ${told}`;
	}

	#askHealth(): string | undefined {
		const told = calls.assay_check_health(this.#table, pointer(this.#text.address), textBytes);
		if (told === 1) return undefined;
		const reason = this.#text.zeroEnded(0, 200);
		return `check_health returned ${told} on a good target ("${reason}")`;
	}

	#askMetrics(): string | undefined {
		const told = calls.assay_collect_metrics(this.#table, pointer(this.#text.address), textBytes);
		if (told < 0 || told >= textBytes) return `collect_metrics returned ${told}`;
		const text = this.#text.text(told);
		const metrics = parse(text);
		const lacking = metricKeys.find((key) => {
			const value = metrics?.[key];
			return typeof value !== "number" || value < 0;
		});
		return lacking === undefined ? undefined : `metrics without a good ${lacking}: ${text}`;
	}

	#askLog(): string | undefined {
		const told = calls.assay_drain_log(this.#table, pointer(this.#text.address), textBytes);
		if (told < 0 || told > textBytes) return `drain_log returned ${told}`;
		if (told === 0) return undefined;
		const text = this.#text.text(told);
		if (!text.endsWith("\n")) return `drain_log gave a cut line: ${text.slice(-200)}`;
		const bad = text
			.slice(0, -1)
			.split("\n")
			.find((line) => typeof parse(line)?.message !== "string");
		return bad === undefined ? undefined : `a log line is no object with a message: ${bad}`;
	}

	free(): void {
		this.#stats.free();
		this.#text.free();
	}
}

/** The object that a text is; undefined where it is none. */
function parse(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
		return value as Record<string, unknown>;
	} catch {
		return undefined;
	}
}
