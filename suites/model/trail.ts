import { statusName } from "./errno.ts";

const capacity = 64;

/** The last operations of a session, kept cheaply; turned into lines only when one went wrong. */
export class Trail {
	private readonly names: string[] = new Array(capacity).fill("");
	private readonly ids: (bigint | undefined)[] = new Array(capacity).fill(undefined);
	private readonly sequences = new Float64Array(capacity);
	private readonly statuses = new Float64Array(capacity);
	private count = 0;

	add(name: string, id: bigint | undefined, sequence: number, status: number): void {
		const slot = this.count % capacity;
		this.names[slot] = name;
		this.ids[slot] = id;
		this.sequences[slot] = sequence;
		this.statuses[slot] = status;
		this.count += 1;
	}

	/** Oldest first: "write block 5 (write 17) -> 0". */
	lines(): string[] {
		const lines: string[] = [];
		const first = Math.max(0, this.count - capacity);
		if (first > 0) lines.push(`(${first} earlier operations)`);
		for (let index = first; index < this.count; index++) {
			const slot = index % capacity;
			const id = this.ids[slot];
			const block = id === undefined ? "" : ` block ${id}`;
			const sequence = this.sequences[slot] ?? 0;
			const write = sequence > 0 ? ` (write ${sequence})` : "";
			const status = statusName(this.statuses[slot] ?? 0);
			lines.push(`${this.names[slot] ?? ""}${block}${write} -> ${status}`);
		}
		return lines;
	}
}
