/**
 * A record's file says what its digest is: what was changed afterwards, by hand or by a failing
 * disk, shows. It is no signature: who wants to deceive can compute it, too.
 */
import { digestOf } from "./digest.ts";

/** As it goes into its file: with its digest behind everything else. */
export function sealed<Document extends object>(
	record: Document,
): Document & { readonly digest: string } {
	return { ...record, digest: digestOf(textOf(record)) };
}

/** The text that a digest is of: without white space, and without the seal. */
export function textOf(record: object): string {
	const { digest: _, ...rest } = record as { digest?: unknown };
	return JSON.stringify(rest);
}

/** Undefined: the seal is whole, or it is of a version that had none. Else why it is not. */
export function brokenSeal(record: object): string | undefined {
	const { digest, kind, schemaVersion } = record as Record<string, unknown>;
	if (digest === undefined) {
		// Records of version 1 had none.
		if (kind === undefined && schemaVersion === 1) return undefined;
		return "it has no digest, so that it is not the file a run wrote (what --json prints is not)";
	}
	if (digest === digestOf(textOf(record))) return undefined;
	return "it is not of its digest: it was changed after it was written";
}
