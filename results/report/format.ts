import type { GateVerdict, RunVerdict, Verdict } from "../schema/index.ts";

/** How numbers and verdicts look; a number that is absent is `-`, never 0. */
export const absent = "-";

function significant(value: number): string {
	return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function scaled(value: number, steps: readonly (readonly [number, string])[]): string {
	for (const [size, unit] of steps) {
		if (value >= size * 0.9995) {
			return `${significant(value / size)} ${unit}`.trimEnd();
		}
	}
	return `${Number(value.toPrecision(3))}`;
}

export function formatNs(ns: number | undefined): string {
	if (ns === undefined || !Number.isFinite(ns)) {
		return absent;
	}
	return ns < 1000
		? `${Number(ns.toPrecision(3))} ns`
		: scaled(ns, [
				[1e9, "s"],
				[1e6, "ms"],
				[1e3, "us"],
			]);
}

/** Operations a second: `12.3 k`, `4.56 M`. */
export function formatRate(rate: number | undefined): string {
	if (rate === undefined || !Number.isFinite(rate)) {
		return absent;
	}
	return rate < 1000
		? significant(rate)
		: scaled(rate, [
				[1e6, "M"],
				[1e3, "k"],
			]);
}

export function formatCount(count: number | undefined): string {
	return count === undefined ? absent : String(count);
}

/** Of a number that is in percent already. */
export function formatPercent(percent: number): string {
	return `${Number(percent.toPrecision(3))} %`;
}

export function formatSeconds(milliseconds: number): string {
	return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** For what is only known roughly: `40 s`, `3 min`, `2 h 10 min`. */
export function formatDuration(milliseconds: number): string {
	const seconds = Math.max(1, Math.round(milliseconds / 1000));
	if (seconds < 100) return `${seconds} s`;
	const minutes = Math.round(seconds / 60);
	return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export type Tone = "good" | "bad" | "unsure" | "dim" | "strong";

export function toneOf(verdict: Verdict | GateVerdict | RunVerdict): Tone {
	switch (verdict) {
		case "pass":
			return "good";
		case "fail":
		case "crashed":
		case "hung":
		case "error":
			return "bad";
		case "inconclusive":
		case "could-not-run":
			return "unsure";
		case "not-applicable":
			return "dim";
	}
}

const codes: Record<Tone, string> = { good: "32", bad: "31", unsure: "33", dim: "2", strong: "1" };

export type Paint = (text: string, tone: Tone) => string;

export function painter(color: boolean): Paint {
	return (text, tone) => (color ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text);
}
