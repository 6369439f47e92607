import type { NoiseLedger, RunRecord } from "../../schema/index.ts";
import { formatNs, formatPercent } from "../format.ts";
import { known, named } from "../pipelines/report-case.ts";
import { safe } from "../text.ts";
import { htmlTable, missing, numberTable } from "./markup.ts";

const mebibytes = (bytes: number) => `${Number((bytes / 2 ** 20).toPrecision(3))} MiB`;
const plain = (value: number) => String(Number(value.toPrecision(6)));

type NumberKey = Exclude<keyof NoiseLedger, "garbageCollected">;
const columns: readonly (readonly [NumberKey, string, (value: number) => string])[] = [
	["stealPercent", "steal", formatPercent],
	["cpuPressurePercent", "CPU pressure", formatPercent],
	["ioPressurePercent", "I/O pressure", formatPercent],
	["memoryPressurePercent", "memory pressure", formatPercent],
	["loadAverage", "load", plain],
	["schedulerGapNsMax", "scheduler gap", formatNs],
	["garbageCollectionNs", "GC pause", formatNs],
	["voluntarySwitches", "waits", plain],
	["involuntarySwitches", "taken off", plain],
	["deviceReadBytes", "device read", mebibytes],
	["deviceWriteBytes", "device written", mebibytes],
];

/** Host and target, then what else went on: over the run, and while each workload was measured. */
export function machineBlocks({ host, target, noise, engines }: RunRecord): string[] {
	const { path, ...ofTarget } = target ?? {};
	const facts = { ...host, ...(path === undefined ? {} : { target: path, ...ofTarget }) };
	const rows = Object.entries(facts).map(([name, value]) => [
		...[{ text: name }, { text: safe(String(value)) }],
	]);
	const ledgers = engines.flatMap(({ name, workloads }) =>
		workloads.flatMap((workload) =>
			workload.noise === undefined
				? []
				: [{ name: `${named(name)} ${named(workload.id)}`, ledger: workload.noise }],
		),
	);
	const all = [{ name: "the whole run", ledger: noise }, ...ledgers];
	const shown = columns.filter(([key]) => all.some(({ ledger }) => known(ledger[key])));
	const collected = all.some(({ ledger }) => ledger.garbageCollected !== undefined);
	const heads = ["while", ...shown.map(([, head]) => head), ...(collected ? ["collected"] : [])];
	const body = all.map(({ name, ledger }) => [
		name,
		...shown.map(([key, , format]) => (known(ledger[key]) ? format(ledger[key]) : "-")),
		...(collected ? [yesOrNo(ledger.garbageCollected)] : []),
	]);
	const measured = engines.flatMap(({ workloads }) => workloads).length;
	return [
		htmlTable("where it was measured", ["fact", "value"], rows),
		shown.length === 0
			? missing("No noise was recorded.")
			: numberTable("noise ledger: what else went on meanwhile", heads, body),
		ledgers.length === measured
			? ""
			: missing(`${measured - ledgers.length} of ${measured} workloads have no ledger.`),
	];
}

function yesOrNo(value: boolean | undefined): string {
	return value === undefined ? "-" : value ? "yes" : "no";
}
