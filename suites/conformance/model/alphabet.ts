import { errno, statusName } from "../../model/errno.ts";
import type { IdTable, Machine } from "./machine.ts";

/** One letter: what an operation does, from two small numbers. */
export interface Letter {
	readonly name: string;
	/** How many of the alphabet's slots it takes. */
	readonly weight: number;
	/** Readable, and a pure function of the same numbers. */
	describe(ids: IdTable, index: number, parameter: number): string;
	run(machine: Machine, index: number, parameter: number): void;
}

export const indices = 16;
export const parameters = 256;

export function idAt(ids: IdTable, index: number): bigint {
	return ids.inRange[index % ids.inRange.length] ?? 0n;
}

export function outsideAt(ids: IdTable, index: number): bigint {
	return ids.outOfRange[index % ids.outOfRange.length] ?? (1n << 64n) - 1n;
}

/** A letter about one block that does nothing while that block is in flight in a queue. */
function blockLetter(
	name: string,
	weight: number,
	act: (machine: Machine, id: bigint) => void,
): Letter {
	return {
		name,
		weight,
		describe: (ids, index) => `${name} block ${idAt(ids, index)}`,
		run(machine, index) {
			const id = machine.id(index);
			if (!machine.isBusy(id)) act(machine, id);
		},
	};
}

const wrongLengths = (blockBytes: number): number[] => [0, blockBytes / 2, blockBytes - 1];

const wrongLength: Letter = {
	name: "wrong length",
	weight: 3,
	describe: (ids, index, parameter) =>
		`${parameter % 2 === 0 ? "write" : "read"} with a wrong length, block ${idAt(ids, index)}`,
	run(machine, index, parameter) {
		const { session } = machine;
		const id = machine.id(index);
		if (machine.isBusy(id)) return;
		const length = wrongLengths(session.blockBytes)[(parameter >> 1) % 3] ?? 0;
		session.source.bytes.fill(0xee);
		const call = parameter % 2 === 0 ? "write" : "read";
		const status = session.engine[call](id, session.source, length);
		session.trail.add(`${call} of ${length} bytes`, id, 0, status);
		if (status === -errno.EINVAL) return;
		session.fail(`${call} of ${length} bytes returned ${statusName(status)}`, "-EINVAL");
	},
};

const outOfRange: Letter = {
	name: "out of range",
	weight: 3,
	describe: (ids, index, parameter) =>
		`${["write", "read", "delete"][parameter % 3]} block ${outsideAt(ids, index)} (out of range)`,
	run(machine, index, parameter) {
		const { session, ids } = machine;
		const id = outsideAt(ids, index);
		session.source.bytes.fill(0xee);
		const call = (["write", "read", "delete"] as const)[parameter % 3] ?? "write";
		const status = session.engine[call](id, session.source);
		session.trail.add(call, id, 0, status);
		if (status === -errno.ERANGE) return;
		session.fail(`${call} of block ${id} returned ${statusName(status)}`, "-ERANGE");
	},
};

const simple = (name: string, weight: number, act: (machine: Machine) => void): Letter => ({
	name,
	weight,
	describe: () => name,
	run: (machine) => act(machine),
});

/**
 * Single calls, simple to complex: shrinking goes towards the front. Reopening is slow, so rare.
 */
export const coreLetters: readonly Letter[] = [
	blockLetter("write", 36, ({ session }, id) => session.write(id)),
	blockLetter("read", 36, ({ session }, id) => session.read(id)),
	blockLetter("delete", 12, ({ session }, id) => session.delete(id)),
	simple("flush", 3, ({ session }) => session.flush()),
	blockLetter("write zeros to", 6, ({ session }, id) => session.writeZeros(id)),
	wrongLength,
	outOfRange,
	simple("reopen", 1, (machine) => machine.reopen()),
];

/** The letter of each slot, in order. */
export function slotsOf(letters: readonly Letter[]): readonly Letter[] {
	return letters.flatMap((letter) => Array.from({ length: letter.weight }, () => letter));
}
