import { canaryByte } from "../model/sector.ts";
import type { Session } from "../model/session.ts";

const count = 5;

/** A buffer for some blocks, laid out with what is written to blocks 0, 1, 2 .. next. */
function layOut(session: Session, guard: "start" | "end") {
	const { blockBytes, context } = session;
	const data = context.allocate(count * blockBytes, guard);
	const states = Array.from({ length: count }, (_, index) => session.nextState(BigInt(index)));
	states.forEach((state, index) => {
		session.render(state, data, index * blockBytes);
	});
	const items = states.map((_, index) => ({
		id: BigInt(index),
		data,
		offset: index * blockBytes,
		length: blockBytes,
	}));
	return { data, states, items };
}

export function guardedBatch(session: Session, guard: "start" | "end"): void {
	const { data, states, items } = layOut(session, guard);
	data.protect(true);
	const outcome = session.engine.writeBatch(items);
	data.protect(false);
	states.forEach((state, index) => {
		session.note("write in a batch", BigInt(index), state, outcome.statuses[index] ?? -1);
	});
	session.mustSucceed("a batch of 5 writes from a read-only buffer", outcome.status);
	data.bytes.fill(canaryByte);
	session.mustSucceed("a batch of 5 reads", session.engine.readBatch(items).status);
	session.mustHold(data.bytes, count, "a batch into one guarded buffer");
	data.free();
}

/** The list of completions has room for those in flight and not a byte more. */
export function guardedQueue(session: Session, guard: "start" | "end"): void {
	const queue = session.engine.createQueue(count);
	if (typeof queue === "number") session.fail(`a queue of depth ${count} was refused`);
	const { data, states, items } = layOut(session, guard);
	const throughQueue = (opcode: "read" | "write"): void => {
		let [sent, done] = [0, 0];
		while (done < count) {
			const wanted = items.slice(sent).map((item, index) => {
				return { ...item, opcode, userData: BigInt(sent + index) };
			});
			if (wanted.length > 0) sent += Math.max(0, queue.submit(wanted));
			const { completions } = queue.poll(sent - done, 5_000_000);
			if (completions.length === 0) session.fail(`a queued ${opcode} never completed`);
			for (const { status } of completions) session.mustSucceed(`a queued ${opcode}`, status);
			done += completions.length;
		}
	};
	data.protect(true);
	throughQueue("write");
	data.protect(false);
	for (const [index, state] of states.entries()) {
		session.note("write in a queue", BigInt(index), state, 0);
	}
	data.bytes.fill(canaryByte);
	throughQueue("read");
	session.mustHold(data.bytes, count, "a queue into one guarded buffer");
	session.mustSucceed("queue destroy", queue.destroy());
	data.free();
}
