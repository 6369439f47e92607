/** What a history knows of a build whose library is gone, and where that may be compared with. */
import type { BaselineNumbers, RunRecord, TargetFacts } from "../../../results/schema/index.ts";
import {
	entryOfRecord,
	type History,
	hostFingerprint,
	openHistory,
	StoreError,
	textOf,
} from "../../../results/store/index.ts";
import { hostFacts } from "../../preflight/index.ts";
import { unfit } from "../refusal.ts";
import type { Stored } from "./compare-baseline.ts";

export function demandSameHost({ host }: RunRecord): void {
	const fingerprint = hostFingerprint(host);
	if (fingerprint === hostFingerprint(hostFacts())) return;
	throw unfit(
		`The stored run is of the host ${host.hostname} (${fingerprint}), which this is not: its numbers can't be compared with; name its library.`,
	);
}

export function demandSameTarget({ record }: Stored, facts: TargetFacts): void {
	const shown = ({ kind, fileSystem, directIo }: TargetFacts) =>
		`a ${kind} on ${fileSystem}, direct I/O ${directIo}`;
	const before = record.target === undefined ? "no target" : shown(record.target);
	if (before === shown(facts)) return;
	throw unfit(`The stored run stored on ${before}, this one on ${shown(facts)}; name its library.`);
}

/** Of the stored run, and of every other run in the history that measured the same build so. */
export async function numbersOf(
	{ engine, record }: Stored,
	place: string | undefined,
): Promise<Pick<BaselineNumbers, "runs" | "values">> {
	const { summary, measurements } = entryOfRecord(record, textOf(record));
	const { startedAt } = summary;
	const ordinal = summary.engines.findIndex(({ digest }) => digest === engine.digest);
	const history = place === undefined ? undefined : await existing(place);
	const began = (at: number) => new Date(at).toISOString();
	const runs = new Set([began(startedAt)]);
	try {
		const values: BaselineNumbers["values"] = [];
		for (const own of measurements) {
			if (own.ordinal !== ordinal) continue;
			const all = (await history?.series(own.key)) ?? [];
			const others = all.filter(({ digest, at }) => digest === engine.digest && at !== startedAt);
			for (const { at } of others) runs.add(began(at));
			const { workload, metric } = own.key;
			values.push({ workload, metric, values: [own.value, ...others.map(({ value }) => value)] });
		}
		return { runs: [...runs], values };
	} finally {
		await history?.close();
	}
}

/** Without a history the stored run is the only one. */
async function existing(place: string): Promise<History | undefined> {
	try {
		return await openHistory(place);
	} catch (error) {
		if (error instanceof StoreError && error.problem === "missing") return undefined;
		throw error instanceof StoreError ? unfit(error.message) : error;
	}
}
