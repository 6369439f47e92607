import type { Check, NativeBuffer } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { largeBlock } from "../model/block-sizes.ts";
import { errno, statusName } from "../model/errno.ts";
import { blocksWithRoom } from "../model/room.ts";
import { canaryByte } from "../model/sector.ts";
import { Session } from "../model/session.ts";
import { buffersAtOnce } from "./buffers-at-once.ts";
import { guardedBatch, guardedQueue } from "./guarded-ways.ts";
import { unalignedWays } from "./unaligned-ways.ts";

/**
 * Buffers end, and then begin, at an unmapped page; what is written from is read-only. An engine
 * that reads or writes a byte too many, or changes the caller's data, dies here: `crashed`.
 */
export const guardedBuffers: Check = {
	id: "data.guarded-buffers",
	title: "No byte outside the caller's buffers is touched, and write data is never modified",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const last = BigInt(context.capacityBlocks) - 1n;
		let rounds = 0;
		for (const guard of ["end", "start"] as const) {
			const session = new Session(context, { guard });
			for (const id of [0n, 1n, last - 1n, last, 0n, last]) {
				const state = session.nextState(id);
				session.render(state);
				session.source.protect(true);
				const status = session.engine.write(id, session.source);
				session.source.protect(false);
				session.note("write", id, state, status);
				session.mustSucceed(`write of block ${id} from a read-only buffer`, status);
				session.read(id, `with the buffer's ${guard} at an unmapped page`);
				rounds += 1;
			}
			if (session.engine.has("batch")) guardedBatch(session, guard);
			if (session.engine.has("queue")) guardedQueue(session, guard);
			session.close();
			context.target.renew();
		}
		return pass(`${rounds} guarded writes and reads at both ends`);
	},
};

/** Engines that keep the caller's pointer past the return: in a cache, a log, a deferred write. */
export const buffersAreTheCallers: Check = {
	id: "data.buffers-belong-to-caller",
	title: "After the call returned the engine neither keeps, reads nor writes the caller's buffer",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const ids = Array.from({ length: Math.min(24, context.capacityBlocks) }, (_, n) => BigInt(n));
		for (const id of ids) {
			session.write(id);
			session.source.bytes.fill(0xa5);
			session.read(id, "after the written buffer was scribbled over");
		}
		for (const id of ids) {
			writeFromBufferThatGoesAway(session, id);
			const read = readIntoOwnBuffer(session, id);
			for (const other of ids.slice(0, 4)) session.write(other);
			mustBeUnchanged(session, id, read, "after its read returned and others were written");
		}
		session.flush();
		context.sleepMs(5);
		session.verify(ids, "after the written buffers were given back, and a flush");
		session.reopen();
		session.verify(ids, "after the written buffers were given back, and a reopen");
		session.close();
		const atOnce = buffersAtOnce(context);
		return pass(
			`${ids.length} blocks kept their data after their buffers were reused or unmapped${atOnce}`,
		);
	},
};

function writeFromBufferThatGoesAway(session: Session, id: bigint): void {
	const buffer = session.context.allocate(session.blockBytes, "end");
	const state = session.nextState(id);
	session.render(state, buffer);
	const before = buffer.bytes.slice();
	const status = session.engine.write(id, buffer);
	session.note("write", id, state, status);
	session.mustSucceed(`write of block ${id}`, status);
	if (Buffer.compare(before, buffer.bytes) !== 0) {
		session.fail(`write of block ${id} changed the caller's data`, "write data is never modified");
	}
	buffer.free();
}

function readIntoOwnBuffer(session: Session, id: bigint): NativeBuffer {
	const buffer = session.context.allocate(session.blockBytes, "end");
	buffer.bytes.fill(canaryByte);
	const problem = session.ledger.judge(id, session.engine.read(id, buffer), buffer.bytes);
	if (problem !== undefined) session.failProblem(problem);
	// From here on whatever is in it is ours.
	buffer.bytes.fill(0x3c);
	return buffer;
}

function mustBeUnchanged(session: Session, id: bigint, buffer: NativeBuffer, when: string): void {
	const at = buffer.bytes.findIndex((byte) => byte !== 0x3c);
	if (at >= 0) session.fail(`the read buffer of block ${id} was written to at byte ${at} ${when}`);
	buffer.free();
}

/** Addresses that O_DIRECT does not take: they must work, or be refused, never be half served. */
export const unalignedBuffers: Check = {
	id: "data.unaligned-buffers",
	title: "A buffer at any address works or is refused with -EINVAL, never half served",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const served = unalignedRounds(new Session(context), [1, 4, 8, 64, 511, 512, 2048, 4095]);
		// A bounce buffer has a size, and blocks may be larger.
		const block_size = largeBlock(context);
		if (block_size > context.blockBytes) {
			context.target.renew();
			const capacity_blocks = Math.min(4, blocksWithRoom(context, block_size));
			const config = { block_size, capacity_blocks };
			served.push(...unalignedRounds(new Session(context, { config }), [8, 512, 2049]));
		}
		const refused = served.filter((one) => !one).length;
		return pass(
			`${served.length} unaligned addresses: ${served.length - refused} worked, ${refused} were refused with -EINVAL`,
		);
	},
};

function unalignedRounds(session: Session, shifts: readonly number[]): boolean[] {
	const served = shifts.map((shift) => unalignedRound(session, shift));
	session.verify();
	session.reopen();
	session.verify(undefined, "after writes from unaligned buffers and a reopen");
	session.close();
	return served;
}

function unalignedRound(session: Session, shift: number): boolean {
	const { blockBytes } = session;
	const buffer = session.context.allocate(blockBytes + 4096 + shift, "start");
	const id = BigInt(shift % Math.min(session.capacityBlocks, 4099));
	session.write(id);
	const state = session.nextState(id);
	buffer.bytes.fill(0x77);
	session.render(state, buffer, shift);
	const written = session.engine.write(id, buffer, blockBytes, shift);
	session.note(`write from address + ${shift}`, id, state, written);
	mayRefuse(session, `write of block ${id} from an address + ${shift}`, written);
	session.read(id, `after a write from an address + ${shift}`);
	buffer.bytes.fill(canaryByte);
	const read = session.engine.read(id, buffer, blockBytes, shift);
	mayRefuse(session, `read of block ${id} into an address + ${shift}`, read);
	if (read === 0) {
		const part = buffer.bytes.subarray(shift, shift + blockBytes);
		const problem = session.ledger.judge(id, 0, part);
		if (problem !== undefined) session.failProblem(problem, `into an address + ${shift}`);
	}
	const outside = buffer.bytes.findIndex(
		(byte, at) => (at < shift || at >= shift + blockBytes) && byte !== canaryByte,
	);
	if (outside >= 0) {
		session.fail(
			`the read of block ${id} wrote outside the buffer, at byte ${outside - shift} of it`,
		);
	}
	buffer.free();
	unalignedWays(session, id, shift);
	return written === 0 && read === 0;
}

function mayRefuse(session: Session, call: string, status: number): void {
	if (status === 0 || status === -errno.EINVAL) return;
	session.fail(`${call} returned ${statusName(status)}`, "0 or -EINVAL", statusName(status));
}
