import { type ClientProblem, operationKinds } from "../contract/index.ts";
import { type ClientJob, viewColumns } from "./client-job.ts";

export const enoent = -2;
const problemsListed = 8;

/** A problem as its client notes it. */
export type NotedProblem = Omit<ClientProblem, "client">;

/** A client's record of what it did, and of what nothing can excuse. */
export class ClientLog {
	rows = 0;
	readonly problems: NotedProblem[] = [];
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

	/** An error leaves the write's outcome open, and is a problem itself. */
	addWrite(block: number, value: number, status: number, startNs: number, endNs: number): void {
		const until = status === 0 ? endNs : Number.POSITIVE_INFINITY;
		this.add(block, operationKinds.write, value, startNs, until);
		if (status !== 0) this.problem({ block, message: `write returned ${status}`, startNs, endNs });
	}

	addDelete(block: number, status: number, startNs: number, endNs: number): void {
		const { delete: deleted, missedDelete } = operationKinds;
		if (status === enoent) return this.add(block, missedDelete, 0, startNs, endNs);
		this.add(block, deleted, 0, startNs, status === 0 ? endNs : Number.POSITIVE_INFINITY);
		if (status !== 0) this.problem({ block, message: `delete returned ${status}`, startNs, endNs });
	}

	problem(problem: NotedProblem): void {
		this.problemsTotal++;
		if (this.problems.length < problemsListed) this.problems.push(problem);
	}
}
