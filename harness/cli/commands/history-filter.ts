/** Which runs and series: options as typed, made into what the store is asked. */
import type { Retention, RunFilter, SeriesFilter } from "../../../results/store/index.ts";
import { Refusal } from "../refusal.ts";
import { type Arguments, one } from "../typed.ts";

const limitDefault = 30;
const hourMs = 3_600_000;
const agesMs: Readonly<Record<string, number>> = { h: hourMs, d: 24 * hourMs, w: 7 * 24 * hourMs };

export function readRunFilter(typed: Arguments): RunFilter {
	const digest = one(typed, "digest");
	if (digest !== undefined && !/^[0-9a-f]{4,64}$/.test(digest)) {
		throw new Refusal(`--digest ${digest} is no digest; give at least its first 4 digits.`);
	}
	const given = {
		engine: one(typed, "engine"),
		version: one(typed, "engine-version"),
		digest,
		host: one(typed, "host"),
		workload: one(typed, "workload"),
		since: readTime("since", one(typed, "since")),
	};
	return withoutAbsent(given);
}

export function readLimit(typed: Arguments): number {
	return readCount("limit", one(typed, "limit")) ?? limitDefault;
}

export function readSeriesFilter(typed: Arguments): SeriesFilter {
	const given = {
		engine: one(typed, "engine"),
		workload: one(typed, "workload"),
		metric: one(typed, "metric"),
		host: one(typed, "host"),
		setting: one(typed, "setting"),
	};
	return withoutAbsent(given);
}

/** At least one of both: else there is nothing to say which runs may go. */
export function readRetention(typed: Arguments): Retention {
	const keep = readCount("keep", one(typed, "keep"));
	const olderThan = readTime("older-than", one(typed, "older-than"));
	if (keep === undefined && olderThan === undefined) {
		throw new Refusal(
			"The command history prune needs to be told what stays; give --keep 100, --older-than 90d or both.",
		);
	}
	return withoutAbsent({ keep, olderThan });
}

/** `2026-03-01`, `2026-03-01T12:00:00Z`, or so long ago: `12h`, `90d`, `8w`. */
export function readTime(option: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const age = /^(\d+(?:\.\d+)?)([hdw])$/.exec(text);
	if (age !== null) return Date.now() - Number(age[1]) * (agesMs[age[2] ?? ""] ?? Number.NaN);
	const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
	if (Number.isFinite(time)) return time;
	throw new Refusal(`--${option} ${text} is no time; give a date such as 2026-03-01, or 12h, 90d.`);
}

function readCount(option: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
	throw new Refusal(`--${option} ${text} is no count; give a whole number from 1 on.`);
}

function withoutAbsent<Given extends object>(
	given: Given,
): { [Key in keyof Given]?: Exclude<Given[Key], undefined> } {
	const entries = Object.entries(given).filter(([, value]) => value !== undefined);
	return Object.fromEntries(entries) as { [Key in keyof Given]?: Exclude<Given[Key], undefined> };
}
