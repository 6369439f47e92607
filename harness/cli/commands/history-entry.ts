/** From a record that somebody else wrote to what a history may hold; a string says why not. */
import { parseRecord, type RunRecord } from "../../../results/schema/index.ts";
import {
	brokenSeal,
	type Entry,
	entryOfComparison,
	entryOfRecord,
	textOf,
} from "../../../results/store/index.ts";
import { judge } from "../../gate/index.ts";
import { readRegularFile } from "../../preflight/index.ts";
import { recordedProfile } from "../profile-file.ts";
import { recordBytesMax } from "../read-record.ts";

export function entryOfFile(path: string): Entry | string {
	const file = readRegularFile(path, recordBytesMax);
	if (!file.ok) return `it ${file.reason}`;
	const text = new TextDecoder().decode(file.data);
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return unpunctuated(parseRecord(text));
	}
	if (typeof value !== "object" || value === null) return "it is JSON, but no run record";
	// The version first: a record of another one may be sealed in another way.
	const isComparison = Reflect.get(value, "kind") === "comparison";
	const parsed = isComparison ? undefined : parseRecord(text);
	if (parsed?.ok === false) return unpunctuated(parsed);
	return brokenSeal(value) ?? entryOfStored(value, textOf(value));
}

/** `text`: what the digest is of. */
export function entryOfStored(value: object, text: string): Entry | string {
	if (Reflect.get(value, "kind") === "comparison") return entryOfComparison(value, text);
	const parsed = parseRecord(text);
	if (!parsed.ok) return unpunctuated(parsed);
	return contradiction(parsed.record) ?? entryOfRecord(parsed.record, text);
}

/** A verdict that the record's own results don't bear out is none to compare others with. */
function contradiction(record: RunRecord): string | undefined {
	const profile = recordedProfile(record);
	if (profile === undefined) return undefined;
	const { verdict } = judge(record, profile);
	if (verdict === record.verdict) return undefined;
	return `it says ${record.verdict}, and its own results say ${verdict}; see 'assay recheck'`;
}

function unpunctuated(parsed: ReturnType<typeof parseRecord>): string {
	return parsed.ok ? "it is not JSON" : parsed.message.replace(/\.$/, "");
}
