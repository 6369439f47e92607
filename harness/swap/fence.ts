import type { HostJob, NativeBuffer } from "../contract/index.ts";
import { allocateGuarded, type NativeEngine } from "../ffi/index.ts";
import type { SlotLane } from "../ffi/slot.ts";
import type { Finding } from "./finding.ts";
import { statusText } from "./status-text.ts";

const staleStatus = -116; // -ESTALE
const absentStatus = -2; // -ENOENT
/** Never a stamp's first byte. */
const forbiddenByte = 0x5a;

/** [handed over, not yet shut down] The old engine must have answered -ESTALE. */
export function notFenced(
	old: NativeEngine,
	call: "write" | "delete",
	block: number,
	status: number,
): Omit<Finding, "attempts"> | undefined {
	if (status === staleStatus) return undefined;
	const found = statusText(status);
	const answer = status === 0 ? "acknowledged" : `answered ${found} to`;
	const who = `after the hand-over the old engine ${old.descriptor.name}`;
	const message = `${who} ${answer} a ${call} of block ${block}`;
	return { kind: "not-fenced", message, block, expected: statusText(staleStatus), found };
}

/** A block that nobody but replaced engines is asked to write: they must refuse. */
export class Fence {
	/** Writes that were refused as they must be. */
	refused = 0;
	readonly #buffer: NativeBuffer;

	constructor(
		readonly job: HostJob,
		readonly blockId: number,
	) {
		this.#buffer = allocateGuarded(job.blockBytes, "end");
		this.#buffer.bytes.fill(forbiddenByte);
	}

	/** [handed over, not yet shut down] */
	probe(old: NativeEngine): Omit<Finding, "attempts"> | undefined {
		const status = old.write(BigInt(this.blockId), this.#buffer);
		const finding = notFenced(old, "write", this.blockId, status);
		if (finding === undefined) this.refused++;
		return finding;
	}

	/** [load ended] Refused and written nevertheless, at once or later, is not fenced either. */
	audit(lane: SlotLane): Omit<Finding, "attempts"> | undefined {
		const { bytes, address } = this.#buffer;
		bytes.fill(0);
		const status = lane.read(this.blockId, address, bytes.length);
		const isAbsent = status === absentStatus || bytes.every((byte) => byte === 0);
		bytes.fill(forbiddenByte);
		if (isAbsent) return undefined;
		const message = `block ${this.blockId} was only ever written by replaced engines, and is there`;
		return { kind: "not-fenced", message, block: this.blockId, expected: "absent" };
	}

	free(): void {
		this.#buffer.free();
	}
}
