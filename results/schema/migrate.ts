import { schemaVersion } from "./version.ts";

/**
 * From each version to the next, on the JSON as it was read. A step is never changed again: records
 * are kept for years.
 */
const steps: Readonly<Record<number, (record: object) => object>> = {
	// Version 2 can be a shard, whose verdict is about its part alone; files of it are sealed.
	1: (record) => ({ ...record, schemaVersion: 2 }),
};

/** The record in today's form; undefined if nobody wrote how to get there. */
export function migrateRecord(record: object, from: number): object | undefined {
	let current = record;
	for (let version = from; version < schemaVersion; version++) {
		const step = steps[version];
		if (step === undefined) return undefined;
		current = step(current);
	}
	return current;
}
