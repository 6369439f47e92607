import type {
	Completion,
	EngineQueue,
	QueueOperation,
	Status,
} from "../../../harness/contract/index.ts";
import { errno } from "../errno.ts";

/** Test support: runs each operation when it is taken, and keeps the completion for poll. */
export class FakeQueue implements EngineQueue {
	readonly depth: number;
	protected readonly done: Completion[] = [];
	protected readonly run: (operation: QueueOperation) => Status;

	constructor(depth: number, run: (operation: QueueOperation) => Status) {
		this.depth = depth;
		this.run = run;
	}

	submit(operations: readonly QueueOperation[]): Status {
		const room = Math.min(operations.length, this.depth - this.done.length);
		for (const operation of operations.slice(0, room)) {
			const { userData, rawOpcode } = operation;
			const status = rawOpcode === undefined ? this.run(operation) : -errno.EINVAL;
			this.done.push({ userData, status });
		}
		return room;
	}

	poll(max: number, _timeoutUs: number): { status: Status; completions: readonly Completion[] } {
		const completions = this.done.splice(0, max);
		return { status: completions.length, completions };
	}

	destroy(): Status {
		this.done.length = 0;
		return 0;
	}
}
