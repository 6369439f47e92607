import type { NativeBuffer } from "../../harness/contract/index.ts";
import type { BlockState } from "../model/block-state.ts";
import { errno, statusName } from "../model/errno.ts";
import { canaryByte } from "../model/sector.ts";
import type { Session } from "../model/session.ts";

/** One block in one direction at an address of the caller's choice. */
type Way = (opcode: "read" | "write", id: bigint, data: NativeBuffer, offset: number) => number;

function waysOf(session: Session): Readonly<Record<string, Way>> {
	const { engine, blockBytes: length } = session;
	const ways: Record<string, Way> = {};
	if (engine.has("batch")) {
		ways["a batch"] = (opcode, id, data, offset) => {
			const items = [{ id, data, offset, length }];
			const { statuses } = opcode === "read" ? engine.readBatch(items) : engine.writeBatch(items);
			return statuses[0] ?? 0;
		};
	}
	if (engine.has("queue")) {
		ways["a queue"] = (opcode, id, data, offset) => {
			const queue = engine.createQueue(1);
			if (typeof queue === "number") return session.fail(`queue create: ${statusName(queue)}`);
			queue.submit([{ userData: 1n, opcode, id, data, offset, length }]);
			const [completion] = queue.poll(1, 5_000_000).completions;
			queue.destroy();
			if (completion === undefined) session.fail(`a queued ${opcode} never completed`);
			return completion?.status ?? 0;
		};
	}
	return ways;
}

/**
 * What is true of single calls: a buffer at any address works or is refused, by every way in.
 */
export function unalignedWays(session: Session, id: bigint, shift: number): void {
	const { blockBytes, context } = session;
	const buffer = context.allocate(blockBytes + 4096 + shift, "start");
	for (const [name, way] of Object.entries(waysOf(session))) {
		const where = `in ${name} at an address + ${shift}`;
		const state: BlockState = session.nextState(id);
		buffer.bytes.fill(0x77);
		session.render(state, buffer, shift);
		const written = way("write", id, buffer, shift);
		session.note(`write ${where}`, id, state, written);
		mayRefuse(session, `write ${where}`, written);
		session.read(id, `after a write ${where}`);
		buffer.bytes.fill(canaryByte);
		const status = way("read", id, buffer, shift);
		session.trail.add(`read ${where}`, id, 0, status);
		mayRefuse(session, `read ${where}`, status);
		const part = buffer.bytes.subarray(shift, shift + blockBytes);
		const problem = status === 0 ? session.ledger.judge(id, 0, part) : undefined;
		if (problem !== undefined) session.failProblem(problem, `read ${where}`);
		const outside = buffer.bytes.findIndex(
			(byte, at) => (at < shift || at >= shift + blockBytes) && byte !== canaryByte,
		);
		if (outside >= 0)
			session.fail(`a read ${where} wrote at byte ${outside - shift} of the buffer`);
	}
	buffer.free();
}

function mayRefuse(session: Session, call: string, status: number): void {
	if (status === 0 || status === -errno.EINVAL) return;
	session.fail(`a ${call} returned ${statusName(status)}`, "0 or -EINVAL", statusName(status));
}
