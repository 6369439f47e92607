/**
 * What else ran on this machine meanwhile: the share of time that a hypervisor took away (steal),
 * and the share in which some task waited for a CPU or for I/O (pressure). The run's own waiting is
 * in the pressures, too: they are context, not an accusation. What the kernel does not offer is
 * absent.
 */
import type { NoiseLedger } from "../../results/schema/index.ts";
import { readText } from "./host.ts";

interface Sample {
	readonly atMs: number;
	readonly stealTicks: number | undefined;
	readonly totalTicks: number | undefined;
	readonly cpuPressureUs: number | undefined;
	readonly ioPressureUs: number | undefined;
	readonly memoryPressureUs: number | undefined;
}

export interface NoiseMeter {
	finish(): NoiseLedger;
}

export function startNoise(): NoiseMeter {
	const start = sample();
	return { finish: () => ledger(start, sample()) };
}

function sample(): Sample {
	const ticks = parseCpuTicks(readText("/proc/stat"));
	return {
		atMs: performance.now(),
		stealTicks: ticks?.steal,
		totalTicks: ticks?.total,
		cpuPressureUs: parsePressure(readText("/proc/pressure/cpu")),
		ioPressureUs: parsePressure(readText("/proc/pressure/io")),
		memoryPressureUs: parsePressure(readText("/proc/pressure/memory")),
	};
}

/** Fields: user nice system idle iowait irq softirq steal guest guest_nice; guests are in user. */
export function parseCpuTicks(stat: string): { steal: number; total: number } | undefined {
	const fields = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.trim().split(/ +/).map(Number);
	const steal = fields?.[7];
	if (fields === undefined || steal === undefined) return undefined;
	return { steal, total: fields.slice(0, 8).reduce((sum, value) => sum + value, 0) };
}

/** Microseconds in which at least one task waited, since boot. */
export function parsePressure(text: string): number | undefined {
	const total = /^some .*total=(\d+)/m.exec(text)?.[1];
	return total === undefined ? undefined : Number(total);
}

function ledger(start: Sample, end: Sample): NoiseLedger {
	const elapsedUs = (end.atMs - start.atMs) * 1000;
	const steal = percent(start.stealTicks, end.stealTicks, span(start.totalTicks, end.totalTicks));
	const cpu = percent(start.cpuPressureUs, end.cpuPressureUs, elapsedUs);
	const io = percent(start.ioPressureUs, end.ioPressureUs, elapsedUs);
	const memory = percent(start.memoryPressureUs, end.memoryPressureUs, elapsedUs);
	const load = Number.parseFloat(readText("/proc/loadavg"));
	return {
		...(steal === undefined ? {} : { stealPercent: steal }),
		...(cpu === undefined ? {} : { cpuPressurePercent: cpu }),
		...(io === undefined ? {} : { ioPressurePercent: io }),
		...(memory === undefined ? {} : { memoryPressurePercent: memory }),
		...(Number.isFinite(load) ? { loadAverage: load } : {}),
	};
}

function span(from: number | undefined, to: number | undefined): number {
	return from === undefined || to === undefined ? 0 : to - from;
}

function percent(from: number | undefined, to: number | undefined, whole: number) {
	if (from === undefined || to === undefined || whole <= 0) return undefined;
	return Math.min(100, Math.max(0, ((to - from) / whole) * 100));
}
