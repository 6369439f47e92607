import type { Item } from "../../model/batch-driver.ts";
import { errno, statusName } from "../../model/errno.ts";
import type { Wanted } from "../../model/queue-driver.ts";
import { idAt, type Letter, outsideAt } from "./alphabet.ts";
import { batchItemsMax, type IdTable, poolBuffers } from "./machine.ts";

/** Sizes 0 to 19; a stride of 0 repeats one block, others walk through the table and around it. */
function batchIds(ids: IdTable, index: number, parameter: number): bigint[] {
	const [size, stride] = [parameter % 20, Math.floor(parameter / 20) % 4];
	return Array.from({ length: Math.min(size, batchItemsMax) }, (_, n) =>
		idAt(ids, index + n * stride),
	);
}

function batchLetter(name: string, weight: number, spoil: boolean, call: "write" | "read"): Letter {
	const items = (ids: IdTable, index: number, parameter: number): Item[] => {
		const list: Item[] = batchIds(ids, index, parameter).map((id) => ({ id }));
		if (spoil) list.splice(parameter % (list.length + 1), 0, { id: outsideAt(ids, index) });
		return list;
	};
	return {
		name,
		weight,
		describe: (ids, index, parameter) =>
			`${name} of blocks ${items(ids, index, parameter)
				.map(({ id }) => id)
				.join(", ")}`,
		run: (machine, index, parameter) => machine.batch[call](items(machine.ids, index, parameter)),
	};
}

export const batchLetters: readonly Letter[] = [
	batchLetter("write batch", 15, false, "write"),
	batchLetter("read batch", 15, false, "read"),
	batchLetter("write batch with a bad item", 3, true, "write"),
	batchLetter("read batch with a bad item", 3, true, "read"),
];

const lease: Letter = {
	name: "lease",
	weight: 24,
	describe: (ids, index) => `lease block ${idAt(ids, index)}`,
	run(machine, index) {
		const { session, leases } = machine;
		const id = machine.id(index);
		const result = session.engine.lease(id);
		session.trail.add("lease", id, 0, result.status);
		if (leases.length === poolBuffers) {
			// An absent block may be told before the full pool.
			const absent = session.ledger.possible(id).some((state) => state.kind === "absent");
			if (result.status === -errno.EAGAIN || (absent && result.status === -errno.ENOENT)) return;
			session.fail(`a lease beyond the pool returned ${statusName(result.status)}`, "-EAGAIN");
		}
		const bytes = result.bytes ?? new Uint8Array(0);
		const problem = session.ledger.judge(id, result.status, bytes);
		if (problem !== undefined) session.failProblem(problem, "through a lease");
		if (result.status !== 0) return;
		leases.push({ id, address: result.address, bytes, copy: bytes.slice() });
	},
};

const release: Letter = {
	name: "release",
	weight: 18,
	describe: (_ids, _index, parameter) => `release lease ${parameter % poolBuffers} of those held`,
	run(machine, _index, parameter) {
		machine.checkLeases();
		const count = machine.leases.length;
		if (count > 0) machine.releaseLease(parameter % count);
	},
};

export const leaseLetters: readonly Letter[] = [lease, release];

function queueIds(ids: IdTable, index: number, parameter: number): bigint[] {
	return [...new Set(Array.from({ length: 1 + (parameter % 5) }, (_, n) => idAt(ids, index + n)))];
}

function submitLetter(opcode: "read" | "write"): Letter {
	return {
		name: `queue ${opcode}`,
		weight: 18,
		describe: (ids, index, parameter) =>
			`queue: submit ${opcode} of blocks ${queueIds(ids, index, parameter).join(", ")}`,
		run(machine, index, parameter) {
			const wanted: Wanted[] = queueIds(machine.ids, index, parameter)
				.filter((id) => !machine.isBusy(id))
				.map((id) => ({ opcode, id }));
			if (wanted.length > 0) machine.queue.submit(wanted);
		},
	};
}

const poll: Letter = {
	name: "queue poll",
	weight: 18,
	describe: (_ids, _index, parameter) => `queue: poll up to ${1 + (parameter % 10)}`,
	run: (machine, _index, parameter) =>
		void machine.queue.poll(1 + (parameter % 10), parameter > 127 ? 1000 : 0),
};

const drain: Letter = {
	name: "queue drain",
	weight: 3,
	describe: () => "queue: poll until nothing is in flight",
	run: (machine) => machine.queue.drain(),
};

export const queueLetters: readonly Letter[] = [
	submitLetter("write"),
	submitLetter("read"),
	poll,
	drain,
];
