import { parse, TomlDate, TomlError } from "smol-toml";
import { z } from "zod";
import type { GateRule, Profile, ProfileRules, Waiver } from "../../contract/index.ts";
import { profiles } from "../profiles.ts";
import { gateId } from "./apply.ts";
import { contradiction } from "./contradictions.ts";
import { parseExpression, RuleError, type Vocabulary } from "./expression.ts";

const id = z.string().regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, "is no id such as read-latency");
const whole = z.number().int().positive();
const fileSchema = z.strictObject({
	name: id.optional(),
	extends: z.enum(Object.keys(profiles) as Profile["name"][]),
	measureMs: whole.min(10).optional(),
	warmUpMs: whole.optional(),
	swapStallNsMax: whole.optional(),
	gate: z
		.array(
			z.strictObject({
				id,
				assert: z.string().min(1),
				severity: z.enum(["hard", "advisory"]).default("hard"),
			}),
		)
		.default([]),
	waiver: z
		.array(
			z.strictObject({
				id,
				gate: z.string(),
				reason: z.string().trim().min(10, "needs a sentence"),
				expires: z
					.custom<TomlDate | string>((value) => value instanceof TomlDate || isDay(value))
					.transform((value) => String(value instanceof TomlDate ? value.toISOString() : value)),
			}),
		)
		.default([]),
});

/** What no waiver can lift: without it nothing was shown at all. */
const unwaivable = ["run.complete", "engine.keeps-data", "checks.ran"];
const waivable = [
	"preflight.clean",
	"checks.all-pass",
	"data.verified",
	"workloads.measured",
	"workloads.floor",
	"swap.drills-pass",
	"swap.count",
	"swap.no-lost-writes",
	"swap.no-wrong-reads",
	"swap.stall",
];

export type ProfileFile = { ok: true; profile: Profile } | { ok: false; message: string };

/** A profile from its text: a built-in one, with gates and waivers of its own. */
export function parseProfile(text: string, vocabulary: Vocabulary): ProfileFile {
	try {
		return { ok: true, profile: read(text, vocabulary) };
	} catch (error) {
		if (error instanceof TomlError) {
			const reason = error.message.split("\n")[0]?.replace("Invalid TOML document: ", "") ?? "";
			return refuse(`line ${error.line}, column ${error.column}: ${reason}`);
		}
		if (error instanceof RuleError) return refuse(error.message);
		throw error;
	}
}

function refuse(message: string): ProfileFile {
	return { ok: false, message };
}

function read(text: string, vocabulary: Vocabulary): Profile {
	const parsed = fileSchema.safeParse(parse(text));
	if (!parsed.success) throw new RuleError(shapeProblem(parsed.error.issues, text));
	const file = parsed.data;
	const gates = file.gate.map((each): GateRule => {
		const at = (reason: string) => new RuleError(`${placeOf(text, each.assert)}${reason}`);
		try {
			const { severity } = each;
			return { id: each.id, severity, expression: parseExpression(each.assert, vocabulary) };
		} catch (error) {
			throw error instanceof RuleError ? at(`gate ${each.id}: ${error.message}`) : error;
		}
	});
	demandSense(gates, file.waiver, vocabulary);
	const base = profiles[file.extends];
	const { measureMs = base.load.measureMs, warmUpMs = base.load.warmUpMs } = file;
	const rules: ProfileRules = { name: file.name ?? base.name, gates, waivers: file.waiver, text };
	return {
		...base,
		load: { ...base.load, measureMs, warmUpMs },
		swapStallNsMax: file.swapStallNsMax ?? base.swapStallNsMax,
		rules,
	};
}

function demandSense(
	gates: readonly GateRule[],
	waivers: readonly Waiver[],
	{ didYouMean }: Vocabulary,
): void {
	for (const kind of [gates, waivers]) {
		const ids = kind.map((each) => each.id);
		const twice = ids.find((each, at) => ids.indexOf(each) !== at);
		if (twice !== undefined) throw new RuleError(`the id ${twice} is there twice`);
	}
	const taken = gates.find(({ id: own }) => [...waivable, ...unwaivable].includes(own));
	if (taken !== undefined) throw new RuleError(`gate ${taken.id} is one of Assay's own ids`);
	const pair = contradiction(gates);
	if (pair !== undefined) {
		const [one, other] = pair.map((each) => `${each.id} (${each.expression.text})`);
		throw new RuleError(`gates ${one} and ${other} contradict each other; nothing meets both`);
	}
	const names = [...waivable, ...gates.map(gateId)];
	for (const waiver of waivers) {
		if (names.includes(waiver.gate)) continue;
		if (unwaivable.includes(waiver.gate)) {
			throw new RuleError(`${waiver.gate} cannot be waived: without it nothing was shown`);
		}
		const hint = didYouMean(waiver.gate, names, `known are ${names.join(", ")}`);
		throw new RuleError(`waiver ${waiver.id} is for the unknown gate ${waiver.gate}${hint}`);
	}
}

function shapeProblem(issues: readonly z.core.$ZodIssue[], text: string): string {
	const [issue] = issues;
	if (issue === undefined) return "it is no profile";
	const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
	const last = keys[0] ?? issue.path.findLast((part) => typeof part === "string");
	const place = last === undefined ? "" : placeOf(text, String(last));
	const name = issue.path.map(String).join(".");
	return `${place}${name === "" ? "" : `${name}: `}${issue.message}`;
}

/** `line 4, column 10: ` of where some text of the file stands first. */
function placeOf(text: string, part: string): string {
	const at = text.indexOf(part);
	if (at < 0) return "";
	const before = text.slice(0, at).split("\n");
	return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: `;
}

function isDay(value: unknown): value is string {
	if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
	const day = new Date(`${value}T00:00:00Z`);
	return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
