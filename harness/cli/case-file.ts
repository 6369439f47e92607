/** Reads what a failing check left behind (harness/run/cases.ts); refuses what is not whole. */
import { z } from "zod";
import { evidenceSchema } from "../../results/schema/index.ts";
import { MalformedHistory, validateHistory } from "../../suites/model/history.ts";
import { historyFromKept } from "../../suites/model/history-kept.ts";
import type { CaseFile } from "../contract/index.ts";
import { readRegularFile } from "../preflight/index.ts";
import { parseEngineConfig } from "./engine-config.ts";
import { Refusal } from "./refusal.ts";

const caseBytesMax = 64 * 1024 * 1024;
const caseVersion = 1;

const whole = z.number().int().nonnegative().max(0x7fffffff);
/** Client, block, kind, value, start, end. */
const rowSchema = z.tuple([
	whole.max(255),
	whole,
	whole.max(3),
	whole,
	z.number().nonnegative(),
	z.number().nonnegative().nullable(),
]);

const historySchema = z.object({
	blocks: z.array(z.number().int().nonnegative()),
	initial: z.array(whole),
	extent: z.enum(["whole", "block"]),
	rows: z.array(rowSchema),
});

const environmentSchema = z.object({
	assayVersion: z.string(),
	kernel: z.string(),
	cpuModel: z.string(),
	cpuCount: z.number(),
	fileSystem: z.string(),
	directIo: z.string(),
});

const caseSchema = z.object({
	schemaVersion: z.literal(caseVersion),
	kind: z.literal("check"),
	check: z.string().min(1),
	engine: z.object({
		name: z.string(),
		path: z.string().min(1),
		digest: z.string().regex(/^[0-9a-f]{64}$/, "is no sha256"),
	}),
	engineConfig: z.record(z.string(), z.unknown()),
	seed: z.number().int(),
	path: z
		.string()
		.regex(/^\d+(:\d+)*$/, "is no path of fast-check")
		.optional(),
	propertyRuns: z.number().int().positive(),
	budgetMs: z.number().positive(),
	message: z.string(),
	evidence: evidenceSchema.optional(),
	history: historySchema.optional(),
	environment: environmentSchema.optional(),
});

export function readCaseFile(path: string): CaseFile {
	const file = readRegularFile(path, caseBytesMax);
	const next = "name a case file that a failing check wrote (assay-results/*/cases/*.json)";
	if (!file.ok) throw new Refusal(`Case ${path} ${file.reason}; ${next}.`);
	return parseCaseFile(new TextDecoder().decode(file.data), path);
}

/** Pure. */
export function parseCaseFile(text: string, path: string): CaseFile {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		const isCut = text.trimStart().startsWith("{") && !text.trimEnd().endsWith("}");
		const why = isCut ? "is cut off" : "is not valid JSON";
		throw new Refusal(`Case ${path} ${why}; run the failing check again to get a whole one.`);
	}
	const version =
		typeof value === "object" && value !== null ? Reflect.get(value, "schemaVersion") : undefined;
	if (version === undefined) {
		throw new Refusal(
			`Case ${path} is JSON, but no case file (schemaVersion is missing); name one.`,
		);
	}
	if (version !== caseVersion) {
		throw new Refusal(
			`Case ${path} has schemaVersion ${JSON.stringify(version)}, and this Assay reads ${caseVersion}; use the Assay that wrote it.`,
		);
	}
	const parsed = caseSchema.safeParse(value);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		const where = issue?.path.join(".") || "its top level";
		throw new Refusal(
			`Case ${path} is damaged at ${where} (${issue?.message}); run the failing check again to get a whole one.`,
		);
	}
	const { path: replayPath, evidence, history, environment, ...rest } = parsed.data;
	if (history !== undefined) demandSound(history, path);
	parseEngineConfig(JSON.stringify(rest.engineConfig), `The engineConfig of case ${path}`);
	return {
		...rest,
		...(replayPath === undefined ? {} : { path: replayPath }),
		...(evidence === undefined ? {} : { evidence }),
		...(history === undefined ? {} : { history }),
		...(environment === undefined ? {} : { environment }),
	};
}

/** What no recorder writes is not judged: its verdict would be about the file. */
function demandSound(history: NonNullable<CaseFile["history"]>, path: string): void {
	try {
		validateHistory(historyFromKept(history));
	} catch (error) {
		if (!(error instanceof MalformedHistory)) throw error;
		throw new Refusal(
			`Case ${path} keeps a history that can't be judged: ${error.message}; run the failing check again to get a whole one.`,
		);
	}
}
