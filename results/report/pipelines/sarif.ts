import type { EngineResult, Finding, RunRecord } from "../../schema/index.ts";
import { safe } from "../text.ts";
import { named } from "./report-case.ts";

const level = {
	refusal: "error",
	failure: "error",
	warning: "warning",
	note: "note",
} as const satisfies Record<Finding["severity"], string>;

const order = ["refusal", "failure", "warning", "note"] as const;

/** SARIF 2.1.0: what preflight found in each engine's file, without running it; worst first. */
export function toSarif(record: RunRecord): string {
	// An artifact may be listed once: two engines can be one file.
	const files = record.engines.map((engine) => JSON.stringify(artifactOf(engine)));
	const artifacts = [...new Set(files)];
	const found = record.engines.flatMap((engine, index) =>
		engine.findings.map((finding) => ({
			...{ engine, finding, artifact: artifacts.indexOf(files[index] ?? "") },
		})),
	);
	found.sort((a, b) => order.indexOf(a.finding.severity) - order.indexOf(b.finding.severity));
	const rules = [...new Set(found.map(({ finding }) => named(finding.id)))];
	const startMs = Date.parse(record.startedAt);
	const endMs = Date.parse(record.endedAt);
	const document = {
		$schema: "https://json.schemastore.org/sarif-2.1.0.json",
		version: "2.1.0",
		runs: [
			{
				tool: {
					driver: {
						...{ name: "assay", version: safe(record.assayVersion, 40) },
						rules: rules.map((id) => ({ id, shortDescription: { text: `preflight: ${id}` } })),
					},
				},
				invocations: [
					{
						executionSuccessful: record.complete && record.errors.length === 0,
						...(Number.isFinite(startMs) ? { startTimeUtc: utc(startMs) } : {}),
						...(Number.isFinite(endMs) ? { endTimeUtc: utc(endMs) } : {}),
					},
				],
				artifacts: artifacts.map((each) => JSON.parse(each)),
				results: found.map(({ engine, artifact, finding }) => ({
					ruleId: named(finding.id),
					ruleIndex: rules.indexOf(named(finding.id)),
					level: level[finding.severity],
					message: { text: `${named(engine.name)}: ${safe(finding.message)}` },
					locations: [
						{ physicalLocation: { artifactLocation: { uri: uri(engine.path), index: artifact } } },
					],
					properties: { severity: finding.severity, engine: named(engine.name) },
				})),
			},
		],
	};
	return `${JSON.stringify(document, null, "\t")}\n`;
}

function artifactOf({ path, digest, fileBytes }: EngineResult) {
	return {
		location: { uri: uri(path) },
		...(Number.isSafeInteger(fileBytes) && fileBytes >= 0 ? { length: fileBytes } : {}),
		...(/^[0-9a-f]{64}$/.test(digest) ? { hashes: { "sha-256": digest } } : {}),
	};
}

const utc = (ms: number): string => new Date(ms).toISOString();

/** A path as a URI reference: absolute ones as file URIs, no part read as a scheme or host. */
function uri(path: string): string {
	const parts = safe(path, 2000)
		.split("/")
		.filter((part, index) => part !== "" || index === 0);
	const encoded = parts.map(encodeURIComponent).join("/");
	return encoded.startsWith("/") ? `file://${encoded}` : encoded;
}
