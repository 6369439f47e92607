/** Options as they were typed, made into values once; what is odd about them is refused. */
import { randomInt } from "node:crypto";
import type { Profile } from "../contract/index.ts";
import { profiles } from "../gate/index.ts";
import { Refusal } from "./refusal.ts";
import { didYouMean } from "./suggest.ts";

export const seedMax = 2 ** 31 - 1;
const durationMsMax = 24 * 3600 * 1000;

/** `--seed`: what fast-check can take back from a report as it stands. */
export function readSeed(text: string | undefined): number {
	if (text === undefined) return randomInt(seedMax);
	const seed = Number(text);
	if (/^\d+$/.test(text) && seed <= seedMax) return seed;
	throw new Refusal(`--seed ${text} is no seed; give a whole number from 0 to ${seedMax}.`);
}

const unitsMs: Readonly<Record<string, number>> = {
	ms: 1,
	s: 1000,
	"": 1000,
	m: 60_000,
	h: 3_600_000,
};

const timesMax = 1000;

/** `--times`: undefined when it was not given. */
export function readTimes(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const times = Number(text);
	if (/^\d+$/.test(text) && times >= 1 && times <= timesMax) return times;
	throw new Refusal(`--times ${text} is no count; give a whole number from 1 to ${timesMax}.`);
}

/** `--duration`: "500ms", "10s", "2m", "1h", or seconds. */
export function readDurationMs(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(text);
	const value = Number(match?.[1]) * (unitsMs[match?.[2] ?? ""] ?? Number.NaN);
	if (value >= 10 && value <= durationMsMax) return Math.round(value);
	throw new Refusal(`--duration ${text} is no time; give one such as 500ms, 10s or 2m, up to 24h.`);
}

export function readProfile(name: string | undefined, fallback: Profile["name"]): Profile {
	if (name === undefined) return profiles[fallback];
	const names = Object.keys(profiles);
	const found = Object.values(profiles).find((profile) => profile.name === name);
	if (found !== undefined) return found;
	const next = `known are ${names.join(", ")}`;
	throw new Refusal(`--profile ${name} is unknown${didYouMean(name, names, next)}`);
}

/** `--only a,b --only c`. */
export function readIds(option: string, values: readonly string[] | undefined): string[] {
	const ids = (values ?? []).flatMap((value) => value.split(",")).map((id) => id.trim());
	if (ids.some((id) => id === "")) {
		throw new Refusal(`${option} holds an empty id; give ids such as data.read-after-write.`);
	}
	return ids;
}

/** The measured time of each workload is the user's; its warm-up keeps the profile's proportion. */
export function withDuration(profile: Profile, durationMs: number | undefined): Profile {
	if (durationMs === undefined) return profile;
	const { warmUpMs, measureMs } = profile.load;
	const warmUp = Math.round(
		Math.min(30_000, Math.max(warmUpMs, (durationMs * warmUpMs) / measureMs)),
	);
	return { ...profile, load: { ...profile.load, warmUpMs: warmUp, measureMs: durationMs } };
}
