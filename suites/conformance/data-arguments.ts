import type { Check } from "../../harness/contract/index.ts";
import { pass, storesData } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { foreignData } from "../model/explain.ts";
import { aliasesOf, outOfRangeIds } from "../model/ids.ts";
import { canaryByte } from "../model/sector.ts";
import { Session } from "../model/session.ts";

/** Wrong lengths; also whether a short write leaks what the buffer or block held before. */
export const wrongLength: Check = {
	id: "data.wrong-length",
	title: "A length that is not the block size is refused with -EINVAL and changes nothing",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const { blockBytes } = session;
		const lengths = [0, 1, 40, 512, blockBytes / 2, blockBytes - 1, blockBytes + 1];
		lengths.push(blockBytes + 512, blockBytes * 2, blockBytes * 3);
		// Longer than the buffer: only the number may be looked at, and all of its bits.
		lengths.push(blockBytes + 2 ** 16, blockBytes + 2 ** 31, 2 ** 32 - 1);
		const wrong = [...new Set(lengths)].filter((length) => length !== blockBytes);
		const buffer = context.allocate(blockBytes * 3, "end");
		const [present, vacant] = [1n, 3n];
		for (const id of [0n, present, 2n, 4n]) session.write(id);
		for (const length of wrong) {
			for (const id of [present, vacant]) {
				session.render(session.nextState(id), buffer);
				mustRefuse(session, `write of ${length} bytes to`, id, () =>
					session.engine.write(id, buffer, length),
				);
				session.verify([0n, 1n, 2n, 3n, 4n], `after a refused write of ${length} bytes`);
				buffer.bytes.fill(canaryByte);
				mustRefuse(session, `read of ${length} bytes from`, id, () =>
					session.engine.read(id, buffer, length),
				);
				const touched = buffer.bytes.findIndex((byte, at) => at >= length && byte !== canaryByte);
				if (touched >= 0) {
					session.fail(`a refused read of ${length} bytes wrote beyond them, at byte ${touched}`);
				}
				const leak = foreignData(buffer.bytes, id);
				if (leak !== undefined) session.fail(`a refused read left another block's data: ${leak}`);
			}
		}
		session.verify(undefined, "after wrong lengths");
		session.close();
		return pass(`${wrong.length} wrong lengths were refused for writes and reads`);
	},
};

function mustRefuse(session: Session, call: string, id: bigint, make: () => number): void {
	const status = make();
	session.trail.add(call, id, 0, status);
	if (status === -errno.EINVAL) return;
	session.fail(
		`${call} block ${id} (a block has ${session.blockBytes} bytes) returned ${statusName(status)}`,
		"-EINVAL",
		statusName(status),
	);
}

/** Ids beyond the capacity, up to 2^64-1, and the blocks that a cut-off id would hit instead. */
export const outOfRange: Check = {
	id: "data.out-of-range",
	title: "An id beyond the capacity is refused with -ERANGE and reaches no other block",
	needs: [],
	appliesTo: storesData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		const ids = outOfRangeIds(context.capacityBlocks);
		const last = BigInt(context.capacityBlocks) - 1n;
		const aliases = ids.flatMap((id) => aliasesOf(id, session.blockBytes, context.capacityBlocks));
		const inRange = [...new Set([0n, 1n, last - 1n, last, ...aliases])];
		for (const id of inRange) session.write(id);
		for (const id of ids) {
			session.render(session.nextState(id));
			const calls = {
				write: () => session.engine.write(id, session.source),
				read: () => session.engine.read(id, session.sink),
				delete: () => session.engine.delete(id),
			};
			for (const [call, make] of Object.entries(calls)) {
				session.sink.bytes.fill(canaryByte);
				const status = make();
				session.trail.add(call, id, 0, status);
				if (status !== -errno.ERANGE) {
					session.fail(
						`${call} of block ${id} returned ${statusName(status)}; the capacity is ${context.capacityBlocks} blocks`,
						"-ERANGE",
						statusName(status),
					);
				}
				const leak = foreignData(session.sink.bytes, id);
				if (leak !== undefined) session.fail(`${call} of block ${id} handed out data: ${leak}`);
			}
			session.verify(
				aliasesOf(id, session.blockBytes, context.capacityBlocks),
				`after operations on block ${id}, which is out of range`,
			);
		}
		session.verify(inRange, "after operations on blocks out of range");
		session.close();
		return pass(`${ids.length} ids beyond the capacity were refused, up to 2^64-1`);
	},
};
