import { operationKinds } from "../contract/index.ts";
import { type ClientJob, viewColumns } from "./client-job.ts";

const problemsListed = 8;

/** A client's record of what it did, and of what nothing can excuse. */
export class ClientLog {
	rows = 0;
	readonly problems: { block: number; message: string }[] = [];
	problemsTotal = 0;
	readonly #columns;
	readonly #capacity: number;

	constructor(job: ClientJob) {
		this.#columns = viewColumns(job.columns);
		this.#capacity = job.columns.capacity;
	}

	/** `endNs` of Infinity: the outcome is unknown. */
	add(block: number, kind: number, value: number, startNs: number, endNs: number): void {
		if (this.rows >= this.#capacity) throw new Error("client log is full: capacity was miscounted");
		const row = this.rows++;
		this.#columns.block[row] = block;
		this.#columns.kind[row] = kind;
		this.#columns.value[row] = value;
		this.#columns.start[row] = startNs;
		this.#columns.end[row] = endNs;
	}

	/** A write or delete by its status: an error leaves its outcome open, and is a problem itself. */
	addChange(block: number, value: number, status: number, startNs: number, endNs: number): void {
		const kind = value === 0 ? operationKinds.delete : operationKinds.write;
		const done = status === 0 || (value === 0 && status === enoent);
		this.add(block, kind, value, startNs, done ? endNs : Number.POSITIVE_INFINITY);
		if (!done) this.problem(block, `${value === 0 ? "delete" : "write"} returned ${status}`);
	}

	problem(block: number, message: string): void {
		this.problemsTotal++;
		if (this.problems.length < problemsListed) this.problems.push({ block, message });
	}
}

export const enoent = -2;
