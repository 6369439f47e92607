import { statusName } from "../model/errno.ts";
import { canaryByte } from "../model/sector.ts";
import type { Session } from "../model/session.ts";

/** None of them is an operation of this ABI. */
const unknown = [0, 3, 0x8000_0001, 0xffff_ffff];

/**
 * What an engine does not know it has not done: taken, it completes with an error, whichever, and
 * neither the block nor the buffer changes. Not to take it is as good.
 */
export function refuseUnknownOpcodes(session: Session): void {
	const { engine, sink, context } = session;
	const queue = engine.createQueue(1);
	if (typeof queue === "number") return session.fail(`a queue of depth 1: ${statusName(queue)}`);
	const id = 3n;
	session.write(id);
	for (const opcode of unknown) {
		sink.bytes.fill(canaryByte);
		const before = Bun.hash(sink.bytes);
		const operation = { userData: 1n, opcode: "read", rawOpcode: opcode, id, data: sink } as const;
		const taken = queue.submit([operation]);
		session.trail.add(`queue submit of opcode ${opcode}`, id, 0, taken);
		if (taken !== 1) continue;
		const startNs = context.nowNs();
		let completions = queue.poll(1, 1_000_000).completions;
		while (completions.length === 0 && context.nowNs() - startNs < 5e9)
			completions = queue.poll(1, 1_000_000).completions;
		const status = completions[0]?.status;
		if (status === undefined || status >= 0) {
			session.fail(
				`an operation of opcode ${opcode}, which is none, was taken by a queue`,
				"one completion, with an error",
				status === undefined ? "no completion" : statusName(status),
			);
		}
		if (Bun.hash(sink.bytes) === before) continue;
		session.fail(`an operation of opcode ${opcode}, which is none, changed the caller's buffer`);
	}
	session.mustSucceed("queue destroy", queue.destroy());
	session.verify([id], "after operations of unknown opcodes");
}
