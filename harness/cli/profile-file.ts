/** `--profile my.toml`: a built-in profile with gates and waivers of one's own. */
import type { RunRecord } from "../../results/schema/index.ts";
import { suites } from "../../suites/index.ts";
import type { Profile, Workload } from "../contract/index.ts";
import { parseProfile, profiles } from "../gate/index.ts";
import { readRegularFile } from "../preflight/index.ts";
import { readProfile } from "./options.ts";
import { Refusal } from "./refusal.ts";
import { didYouMean } from "./suggest.ts";

const profileBytesMax = 1024 * 1024;

/** Own workloads of the command line, or of a record, can be asked about like the built-in ones. */
const vocabularyWith = (workloads: readonly string[]) => ({
	workloads: [...new Set([...workloads, ...suites.workloads.map(({ id }) => id)])],
	swaps: suites.swaps.map(({ id }) => id),
	checks: suites.checks.map(({ id }) => id),
	didYouMean: (word: string, known: readonly string[], otherwise: string) =>
		didYouMean(word, known, otherwise).replace(/[.?]$/, ""),
});

/** A built-in profile's name, or a file: what holds a slash or ends in .toml. */
export function chooseProfile(
	word: string | undefined,
	fallback: Profile["name"],
	own: readonly Workload[],
): Profile {
	if (word === undefined || !(word.includes("/") || word.endsWith(".toml"))) {
		return readProfile(word, fallback);
	}
	const file = readRegularFile(word, profileBytesMax);
	if (!file.ok) {
		throw new Refusal(`--profile ${word} ${file.reason}; name a TOML file or a built-in profile.`);
	}
	const text = new TextDecoder().decode(file.data);
	return fromText(
		text,
		`--profile ${word}`,
		own.map(({ id }) => id),
	);
}

/** The profile that a record was made with; its text is in the record where it was a file. */
export function recordedProfile({ profile: name, options, plan }: RunRecord): Profile | undefined {
	const text = options.profileText;
	if (typeof text === "string") return fromText(text, "The record's own profile", plan.workloads);
	return Object.values(profiles).find((profile) => profile.name === name);
}

function fromText(text: string, where: string, workloads: readonly string[]): Profile {
	const read = parseProfile(text, vocabularyWith(workloads));
	if (!read.ok) throw new Refusal(`${where} cannot be used: ${read.message}.`);
	return read.profile;
}
