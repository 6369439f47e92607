import type {
	EngineQueue,
	NativeBuffer,
	QueueOperation,
	Status,
} from "../../harness/contract/index.ts";
import type { BlockState } from "./block-state.ts";
import { errno, statusName } from "./errno.ts";
import { canaryByte } from "./sector.ts";
import type { Session } from "./session.ts";

interface InFlight {
	readonly opcode: "read" | "write";
	readonly id: bigint;
	readonly state: BlockState | undefined;
	readonly slot: number;
	readonly refusals: readonly Status[];
}

/** What to submit; a wrong length makes it an operation that must complete with an error. */
export interface Wanted {
	readonly opcode: "read" | "write";
	readonly id: bigint;
	readonly length?: number;
	readonly state?: BlockState;
}

/** How long a completion may take before it counts as lost. */
const patienceUs = 5_000_000;

/**
 * A queue with the model beside it: no operation's completion is lost, doubled or invented, and
 * each read is judged. It keeps operations that would race for one block apart, because the ABI
 * lets those run in any order.
 */
export class QueueDriver {
	readonly session: Session;
	readonly depth: number;
	readonly queue: EngineQueue;
	private readonly buffer: NativeBuffer;
	private readonly freeSlots: number[];
	private readonly inFlight = new Map<bigint, InFlight>();
	private nextUserData: bigint;

	constructor(session: Session, depth: number) {
		this.session = session;
		this.depth = depth;
		const queue = session.engine.createQueue(depth);
		if (typeof queue === "number") {
			session.fail(`a queue of depth ${depth} was refused with ${statusName(queue)}`, "a queue");
		}
		this.queue = queue;
		this.buffer = session.context.allocate((depth + 4) * session.blockBytes, "end");
		this.freeSlots = Array.from({ length: depth + 4 }, (_, slot) => slot);
		// All 64 bits must come back: these differ in the high and in the low half.
		this.nextUserData = 0xfedc_ba98_0000_0000n;
	}

	get pending(): number {
		return this.inFlight.size;
	}

	isBusy(id: bigint): boolean {
		return [...this.inFlight.values()].some((one) => one.id === id);
	}

	/** Submits as far as the queue takes them; returns how many it took. */
	submit(wanted: readonly Wanted[]): number {
		const { session } = this;
		const prepared = wanted.slice(0, this.freeSlots.length).map((one) => this.prepare(one));
		const taken = this.queue.submit(prepared.map(({ operation }) => operation));
		session.trail.add(`queue submit of ${prepared.length}`, undefined, 0, taken);
		const room = this.depth - this.inFlight.size;
		if (!Number.isInteger(taken) || taken < 0 || taken > prepared.length) {
			session.fail(`submit of ${prepared.length} operations returned ${taken}`, "how many it took");
		}
		if (taken > room) {
			session.fail(
				`a queue of depth ${this.depth} took ${taken} operations, with room for ${room}`,
			);
		}
		if (taken === 0 && this.inFlight.size === 0 && prepared.length > 0) {
			session.fail("an empty queue took none of the operations", "at least one is taken");
		}
		prepared.forEach(({ operation, flight }, index) => {
			if (index < taken) this.inFlight.set(operation.userData, flight);
			else this.freeSlots.push(flight.slot);
		});
		return taken;
	}

	private prepare(wanted: Wanted): { operation: QueueOperation; flight: InFlight } {
		const { session } = this;
		const slot = this.freeSlots.pop();
		if (slot === undefined) throw new Error("no free slot in the queue driver");
		const length = wanted.length ?? session.blockBytes;
		const refusals: Status[] = [];
		if (length !== session.blockBytes) refusals.push(-errno.EINVAL);
		if (wanted.id >= BigInt(session.capacityBlocks)) refusals.push(-errno.ERANGE);
		const isWrite = wanted.opcode === "write";
		const state = isWrite ? (wanted.state ?? session.nextState(wanted.id)) : undefined;
		const offset = slot * session.blockBytes;
		if (state === undefined) {
			this.buffer.bytes.fill(canaryByte, offset, offset + session.blockBytes);
		} else session.render(state, this.buffer, offset);
		this.nextUserData += 0x1_0000_0003n;
		const userData = BigInt.asUintN(64, this.nextUserData);
		const { opcode, id } = wanted;
		return {
			operation: { userData, opcode, id, data: this.buffer, offset, length },
			flight: { opcode, id, state, slot, refusals },
		};
	}

	/** Polls once and judges what came; returns how many. */
	poll(max: number, timeoutUs: number): number {
		const { session } = this;
		const { status, completions } = this.queue.poll(max, timeoutUs);
		session.trail.add(`queue poll of ${max}`, undefined, 0, status);
		if (status < 0 || status > max) {
			session.fail(`poll of up to ${max} completions returned ${statusName(status)}`);
		}
		for (const { userData, status: result } of completions) this.complete(userData, result);
		return completions.length;
	}

	/** Polls until nothing is in flight. */
	drain(max = 16): void {
		const { session } = this;
		const start = session.context.nowNs();
		while (this.inFlight.size > 0) {
			this.poll(max, 1_000_000);
			if ((session.context.nowNs() - start) / 1000 > patienceUs) {
				const ids = [...this.inFlight.values()].map((one) => `${one.opcode} of block ${one.id}`);
				session.fail(
					`${ids.length} operations were taken and never completed: ${ids.slice(0, 5).join(", ")}`,
					"exactly one completion for each operation taken",
				);
			}
		}
		if (this.poll(max, 0) !== 0) session.fail("poll gave completions with nothing in flight");
	}

	private complete(userData: bigint, status: Status): void {
		const session: Session = this.session;
		const flight = this.inFlight.get(userData);
		if (flight === undefined) {
			session.fail(
				`a completion came with user data ${userData}, which is not in flight`,
				"each operation's own user data, once",
			);
		}
		this.inFlight.delete(userData);
		this.freeSlots.push(flight.slot);
		const start = flight.slot * session.blockBytes;
		const bytes = this.buffer.bytes.subarray(start, start + session.blockBytes);
		const { opcode, id, state, refusals } = flight;
		const call = `${opcode} in a queue`;
		if (refusals.length > 0) {
			session.trail.add(call, id, 0, status);
			if (refusals.includes(status)) return;
			const wanted = refusals.map(statusName).join(" or ");
			session.fail(`${call} of block ${id} completed with ${statusName(status)}`, wanted);
		}
		if (state !== undefined) {
			session.note(call, id, state, status);
			session.mustSucceed(`${call} of block ${id}`, status);
			bytes.fill(0xa5);
			return;
		}
		session.trail.add(call, id, 0, status);
		const problem = session.ledger.judge(id, status, bytes);
		if (problem !== undefined) session.failProblem(problem, "through a queue");
	}

	/** Destroys the queue; what was in flight may have happened or not. */
	destroy(): void {
		const status = this.queue.destroy();
		this.session.trail.add("queue destroy", undefined, 0, status);
		for (const { id, state, refusals } of this.inFlight.values()) {
			if (state !== undefined && refusals.length === 0) this.session.ledger.maybe(id, state, false);
		}
		this.inFlight.clear();
		this.session.mustSucceed("queue destroy", status);
		this.buffer.bytes.fill(0x99);
	}

	free(): void {
		this.buffer.free();
	}
}
