import { migrateRecord } from "./migrate.ts";
import { type RunRecord, runRecordSchema } from "./record.ts";
import { schemaVersion } from "./version.ts";

export type ParsedRecord = { ok: true; record: RunRecord } | { ok: false; message: string };

/**
 * Reads a run record from its text. The version is looked at before anything else: a record of
 * another version may well be whole, and "missing field" would send its reader the wrong way.
 */
export function parseRecord(text: string): ParsedRecord {
	if (text.trim() === "") {
		return refuse("The run record is empty: it was never written. Run again.");
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return refuse(notJson(text));
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		return refuse("This is JSON, but not a run record: expected an object with schemaVersion.");
	}
	const current = inTodaysForm(value);
	if (typeof current === "string") {
		return refuse(current);
	}
	const parsed = runRecordSchema.safeParse(current);
	if (!parsed.success) {
		return refuse(incomplete(parsed.error.issues));
	}
	return { ok: true, record: parsed.data };
}

function refuse(message: string): ParsedRecord {
	return { ok: false, message };
}

function notJson(text: string): string {
	const trimmed = text.trimEnd();
	const whole = trimmed.startsWith("{") && trimmed.endsWith("}");
	if (trimmed.startsWith("{") && !whole) {
		return (
			`The run record is cut off after ${text.length} characters: its writer was stopped, or a ` +
			"copy was. Take the original, or read journal.ndjson beside it for what had finished."
		);
	}
	return "The run record is not valid JSON: it was changed by hand, or is another kind of file.";
}

/** Older ones are migrated. A string says why it can't be read. */
function inTodaysForm(value: object): object | string {
	if (!("schemaVersion" in value)) {
		return "This is JSON, but not a run record: schemaVersion is missing.";
	}
	const found = value.schemaVersion;
	if (typeof found !== "number" || !Number.isInteger(found)) {
		return `The run record's schemaVersion is ${shown(found)}: expected ${schemaVersion}.`;
	}
	if (found > schemaVersion) {
		return (
			`The run record has schemaVersion ${found}, this Assay reads ${schemaVersion}: ` +
			"a newer Assay wrote it. Update Assay."
		);
	}
	const current = migrateRecord(value, found);
	return (
		current ??
		`The run record has schemaVersion ${found}, and versions of Assay wrote 1 to ${schemaVersion}: ` +
			"it was changed, or is another kind of file. Take the original, or run again."
	);
}

/** At most five places: a record of another shape would name hundreds. */
function incomplete(issues: readonly { path: PropertyKey[]; message: string }[]): string {
	const places = issues
		.slice(0, 5)
		.map((issue) => `${issue.path.map(String).join(".") || "the record"}: ${issue.message}`);
	const more = issues.length > 5 ? `; and ${issues.length - 5} more` : "";
	return `The run record is incomplete or was changed: ${places.join("; ")}${more}.`;
}

function shown(value: unknown): string {
	return JSON.stringify(value)?.slice(0, 40) ?? String(value);
}
