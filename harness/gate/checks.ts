import {
	type CheckResult,
	type EngineResult,
	type Finding as FileFinding,
	failingVerdicts,
	type GateResult,
} from "../../results/schema/index.ts";
import { counted, type Finding, gate, listed } from "./result.ts";
import { detectableText, rareAmong } from "./rules/detectable.ts";

/** Gates over what was seen in the file, and over the verdicts of the checks. */
export function preflightGate(engine: EngineResult): GateResult {
	const severities: readonly FileFinding["severity"][] = ["refusal", "failure"];
	const bad = severities.flatMap((severity) =>
		engine.findings.filter((finding) => finding.severity === severity),
	);
	return gate("preflight.clean", engine.name, {
		result: bad.length > 0 ? "fail" : "pass",
		observed: counted(bad.length, "failure"),
		threshold: "0 failures",
		message:
			bad.length > 0
				? listed(bad.map((finding) => `${finding.id}: ${finding.message}`))
				: "Nothing in the file speaks against loading it.",
	});
}

/** A sink promises to keep nothing: a run of it shows nothing about keeping data. */
export function sinkGate(engine: EngineResult): GateResult {
	const sink = engine.capabilities.includes("sink");
	return gate("engine.keeps-data", engine.name, {
		result: sink ? "inconclusive" : "pass",
		observed: sink ? "a sink" : "not a sink",
		threshold: "not a sink",
		message: sink
			? "It declares that it keeps no data: it measures the harness and can't be certified."
			: "It promises to keep what is written.",
	});
}

export function checkGates(engine: EngineResult): GateResult[] {
	return [
		gate("checks.all-pass", engine.name, allPass(engine.checks)),
		gate("checks.ran", engine.name, ran(engine.checks)),
	];
}

function allPass(checks: readonly CheckResult[]): Finding {
	const threshold = "0 failing checks";
	const failing = (["crashed", "hung", "fail"] as const).flatMap((verdict) =>
		checks.filter((check) => check.verdict === verdict),
	);
	const passed = checks.filter((check) => check.verdict === "pass").length;
	if (failing.length > 0) {
		const parts = failing.map((check) => `${check.id} ${check.verdict}: ${check.message}`);
		const observed = counted(failing.length, "failing check");
		return { result: "fail", observed, threshold, message: listed(parts) };
	}
	if (passed === 0) {
		const message = "No check passed and none failed: nothing was shown.";
		return { result: "inconclusive", observed: "0 passing checks", threshold, message };
	}
	const observed = `0 failing, ${passed} passing`;
	const operations = checks.reduce((sum, check) => sum + (check.operations ?? 0), 0);
	const seen = detectableText(rareAmong(operations));
	const message = `Every check that applies passed; operations: ${seen}.`;
	return { result: "pass", observed, threshold, message };
}

function ran(checks: readonly CheckResult[]): Finding {
	const threshold = "0 checks that could not run, at least 1 that ran";
	const blocked = checks.filter((check) => check.verdict === "could-not-run");
	const concluded = checks.filter(
		(check) => check.verdict === "pass" || failingVerdicts.has(check.verdict),
	).length;
	const observed = `${blocked.length} could not run, ${concluded} ran`;
	if (blocked.length > 0) {
		const parts = blocked.map((check) => `${check.id}: ${check.message}`);
		return { result: "inconclusive", observed, threshold, message: listed(parts) };
	}
	if (concluded === 0) {
		const message = "No check ran. Zero checks are no pass.";
		return { result: "inconclusive", observed, threshold, message };
	}
	const skipped = checks.length - concluded;
	const message = skipped > 0 ? `${counted(skipped, "check")} not applicable.` : "All checks ran.";
	return { result: "pass", observed, threshold, message };
}
