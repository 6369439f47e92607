/** One check, one name: what is read in one format can be looked for in all others. */
import { expect, test } from "bun:test";
import { sampleEngine } from "../schema/sample.ts";
import { toDocument } from "./document.ts";
import { type PipelineFormatName, pipelineFormats } from "./formats.ts";
import { mixedRecord } from "./pipelines/mixed-record.ts";
import { renderTerminal } from "./terminal.ts";

const checks = ["data.lost", "data.crash", "data.hang", "faults.unfit", "planned.check"];
const others = ["randread-4k-qd1", "planned-workload", "swap.under-writes", "swap.planned"];
const gates = ["checks.all-pass", "workloads.floor", "run.complete"];

/** Findings of the file are all that SARIF is for; annotations have no room for what passed. */
const lacks: Readonly<Partial<Record<PipelineFormatName, readonly string[]>>> = {
	sarif: [...checks, ...others, ...gates],
	github: ["randread-4k-qd1", "swap.under-writes"],
};

const record = () => {
	const mixed = mixedRecord();
	const { swaps } = sampleEngine();
	return { ...mixed, engines: mixed.engines.map((engine) => ({ ...engine, swaps })) };
};

test.each(Object.keys(pipelineFormats) as PipelineFormatName[])(
	"%s has every check, workload, drill and gate under the record's name",
	async (format) => {
		const text = await pipelineFormats[format].render(record());
		const wanted = [...checks, ...others, ...gates];
		const missing = wanted.filter((name) => !text.includes(name));
		expect(missing).toEqual([...(lacks[format] ?? [])]);
	},
);

test("so have the terminal and the JSON document", () => {
	const wanted = [...checks, ...others, ...gates];
	const terminal = renderTerminal(record(), { color: false, columns: 100 });
	const document = JSON.stringify(toDocument(record()));
	for (const name of wanted) {
		expect(terminal).toContain(name);
		expect(document).toContain(name);
	}
});
