/** `assay inspect ENGINE...`: preflight alone. Nothing of an engine is executed. */
import { safe } from "../../../results/report/index.ts";
import type { Finding } from "../../../results/schema/index.ts";
import { schemaVersion } from "../../../results/schema/index.ts";
import type { PreparedEngine } from "../../contract/index.ts";
import { exitCodes } from "../../gate/index.ts";
import { prepareEngine } from "../built-in.ts";
import type { CommandContext, CommonOptions } from "../context.ts";
import { printJson, printResult } from "../output.ts";

export async function inspectCommand(
	words: readonly string[],
	options: CommonOptions,
	{ root }: CommandContext,
): Promise<number> {
	const engines = words.map((word) => prepareEngine(root, word));
	const hasFailure = engines.some(({ findings }) => findings.some(isFailure));
	if (options.json) {
		const verdict = hasFailure ? "fail" : "pass";
		await printJson({ schemaVersion, verdict, engines: engines.map(toDocument) });
	} else {
		await printResult(engines.map((engine) => lines(engine).join("\n")).join("\n\n"));
	}
	return hasFailure ? exitCodes.fail : exitCodes.pass;
}

const isFailure = ({ severity }: Finding) => severity === "failure";

function toDocument({ file, findings }: PreparedEngine) {
	const { descriptor, ...rest } = file;
	return { ...descriptor, ...rest, findings };
}

function lines({ file, findings }: PreparedEngine): string[] {
	const { descriptor } = file;
	const { abiVersion } = descriptor;
	const facts: [string, string][] = [
		["engine", `${descriptor.name} ${descriptor.version}, ${descriptor.vendor}`],
		["build", descriptor.build],
		["file", `${file.path} (${file.fileBytes} bytes)`],
		["sha256", file.digest],
		["ABI", `${abiVersion.major}.${abiVersion.minor}`],
		["capabilities", descriptor.capabilities.join(", ") || "none"],
		["guarantees", descriptor.guarantees.join(", ") || "none"],
		["block size", `${descriptor.blockBytesMin} to ${descriptor.blockBytesMax} bytes`],
		["alignment", `${descriptor.bufferAlignment} bytes`],
	];
	return [
		...facts.map(([name, value]) => `${name.padEnd(14)}${safe(value, 400)}`),
		...findings.map(({ severity, id, message }) => `${severity.padEnd(14)}${id}: ${safe(message)}`),
	];
}
