import { mismatchNames } from "../ffi/index.ts";
import type { ClientFinding } from "../ffi/swap-client-layout.ts";
import type { Finding } from "./finding.ts";
import { describeSeen } from "./judge.ts";
import { statusText } from "./status-text.ts";

/** What a client found, as a sentence. Pure. */
export function findingOf(found: ClientFinding): Finding {
	const { kind, operation, id, low, high, mismatch, phase } = found;
	const attempts = (phase + 1) >> 1;
	const where = `${operation} of block ${id}`;
	const expected =
		low === high ? `operation ${low}` : `the effect of an operation from ${low} to ${high}`;
	const seen =
		found.found === 0
			? describeSeen({ kind: "absent" })
			: describeSeen({ kind: "write", sequence: found.found });
	const base = { kind, block: id, attempts };
	switch (kind) {
		case "error": {
			const status = statusText(found.status);
			return { ...base, message: `${where} failed with ${status}`, found: status };
		}
		case "lost": {
			const message = `${where} expected ${expected} but found ${seen}`;
			return { ...base, message, expected, found: seen };
		}
		case "duplicated": {
			const twice = `${where}: ${seen} came a second time`;
			const message = `${twice} (read back after a newer one, or completed twice)`;
			return { ...base, message, expected, found: seen };
		}
		case "torn":
		case "wrong": {
			const name = mismatchNames[mismatch] ?? `mismatch ${mismatch}`;
			const what = mismatch === 0 ? `${seen}, which was never submitted` : name;
			return { ...base, message: `${where} returned ${what}`, expected, found: what };
		}
	}
}
