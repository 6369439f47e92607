import type { BlockState } from "../model/block-state.ts";
import { errno, statusName } from "../model/errno.ts";
import { explainBlock } from "../model/explain.ts";
import { readSectors } from "../model/sector.ts";

/** What one call told: its status, and the data where it gave some. */
export interface Answer {
	readonly status: number;
	readonly bytes?: Uint8Array;
	/** Of stats. */
	readonly numbers?: Readonly<Record<string, bigint>>;
}

export interface Disagreement {
	readonly expected: string;
	readonly found: string;
}

/** A read: data as the reference has them, or absence as this engine declares it. */
export function compareRead(
	reference: Answer,
	found: Answer,
	id: bigint,
	absentReadsZeros: boolean,
): Disagreement | undefined {
	if (reference.status === 0) {
		if (found.status === 0 && isSame(reference.bytes, found.bytes)) return undefined;
		const state = stateOf(reference.bytes ?? new Uint8Array());
		return { expected: describe(reference, id, [state]), found: describe(found, id, [state]) };
	}
	if (reference.status !== -errno.ENOENT) return compareRefusal(reference, found, id);
	const isAbsent = absentReadsZeros
		? found.status === 0 && (found.bytes?.every((byte) => byte === 0) ?? false)
		: found.status === -errno.ENOENT;
	if (isAbsent) return undefined;
	const expected = absentReadsZeros ? "zeros (absent)" : "-ENOENT";
	return { expected, found: describe(found, id, [{ kind: "absent" }]) };
}

/** A change of a good id and length succeeds everywhere; any other call is refused everywhere. */
export function compareChange(
	reference: Answer,
	found: Answer,
	id: bigint,
): Disagreement | undefined {
	if (reference.status !== 0) return compareRefusal(reference, found, id);
	if (found.status === 0) return undefined;
	return { expected: "0", found: statusName(found.status) };
}

/** Of an absent block 0 and -ENOENT are both lawful. */
export function compareDelete(
	reference: Answer,
	found: Answer,
	id: bigint,
	wasPresent: boolean,
): Disagreement | undefined {
	const isLawful = reference.status === 0 || reference.status === -errno.ENOENT;
	if (!isLawful) return compareRefusal(reference, found, id);
	if (found.status === 0 || (found.status === -errno.ENOENT && !wasPresent)) return undefined;
	return {
		expected: wasPresent ? "0, since the block is there" : "0 or -ENOENT",
		found: statusName(found.status),
	};
}

/** Which errno it is the header leaves open here; that the block is absent is no refusal. */
function compareRefusal(reference: Answer, found: Answer, id: bigint): Disagreement | undefined {
	if (found.status < 0 && found.status !== -errno.ENOENT) return undefined;
	const expected = `a refusal (${statusName(reference.status)})`;
	return { expected, found: describe(found, id, []) };
}

export function compareNumbers(reference: Answer, found: Answer): Disagreement | undefined {
	if (found.status !== 0) return { expected: "0", found: statusName(found.status) };
	const names = Object.keys(reference.numbers ?? {});
	const wrong = names.filter((name) => reference.numbers?.[name] !== found.numbers?.[name]);
	if (wrong.length === 0) return undefined;
	const tell = (answer: Answer) =>
		wrong.map((name) => `${name} ${answer.numbers?.[name]}`).join(", ");
	return { expected: tell(reference), found: tell(found) };
}

function isSame(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
	return left !== undefined && right !== undefined && Buffer.compare(left, right) === 0;
}

function describe({ status, bytes }: Answer, id: bigint, states: readonly BlockState[]): string {
	if (status !== 0) return statusName(status);
	return bytes === undefined ? "0" : explainBlock(bytes, id, states);
}

function stateOf(bytes: Uint8Array): BlockState {
	const [first] = readSectors(bytes);
	return first?.kind === "stamped" ? { kind: "stamped", stamp: first.stamp } : { kind: "zeros" };
}
