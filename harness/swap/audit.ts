import type { NativeEngine } from "../ffi/index.ts";
import type { BlockAccess } from "./block-access.ts";
import type { Board } from "./board.ts";
import { notFenced } from "./fence.ts";
import type { Finding } from "./finding.ts";
import { describeSeen, judge, type Seen } from "./judge.ts";
import { statusText } from "./status-text.ts";

/** Sequences of guard writes that must be refused start here. */
const forbidden = 0x4000_0000;

/** Reads of blocks that nobody writes meanwhile: exactly what was acknowledged must be there. */
export class Auditor {
	reads = 0;
	#guardSequence = 0;
	#probes = 0;

	constructor(
		readonly board: Board,
		readonly access: BlockAccess,
		readonly report: (finding: Omit<Finding, "attempts">) => void,
	) {}

	/** On a target that other checks used before, the drill's blocks may exist. */
	clear(): void {
		for (let block = 0; block < this.board.blocks; block++) this.access.delete(block);
		this.auditAll("before its first write");
	}

	/** The blocks that rest since the last hand-over. */
	auditResting(when: string): void {
		for (const block of this.board.resting) if (block >= 0) this.audit(block, when);
	}

	auditAll(when: string): void {
		for (let block = 0; block < this.board.blocks; block++) this.audit(block, when);
		this.#auditGuard(when);
	}

	audit(block: number, when: string): void {
		const { board } = this;
		const low = Atomics.load(board.acknowledged, block);
		const seen = this.access.see(block);
		const high = Atomics.load(board.submitted, block);
		const judged = judge(seen, low, high);
		this.reads++;
		if (judged.kind === "explained") return;
		const { kind, expected, found } = judged;
		const id = board.id(block);
		const message = `block ${id} ${when}: expected ${expected}, found ${found}`;
		this.report({ kind, message, block: id, expected, found });
	}

	/** One block beyond the writers' ones, for writes that must not happen. */
	get #guardId(): number {
		return this.board.shape.firstId + this.board.blocks;
	}

	/** Gives the guard block a new content, through the slot. */
	prepareGuard(): void {
		const status = this.access.writeAs(this.#guardId, 0, ++this.#guardSequence);
		if (status === 0) return;
		const failed = `a write of block ${this.#guardId} before the swap failed`;
		const message = `${failed}: ${statusText(status)}`;
		this.report({ kind: "error", message, block: this.#guardId, found: statusText(status) });
	}

	/** After the hand-over the old engine must refuse writes and deletes, and change nothing. */
	probeRetiring(old: NativeEngine): void {
		const id = this.#guardId;
		this.#probes++;
		const buffer = this.access.stamp(id, 0, forbidden + this.#guardSequence);
		const findings = [
			notFenced(old, "write", id, old.write(BigInt(id), buffer)),
			notFenced(old, "delete", id, old.delete(BigInt(id))),
		];
		for (const finding of findings) if (finding !== undefined) this.report(finding);
		this.#auditGuard("after the old engine was asked to change it");
	}

	#auditGuard(when: string): void {
		const id = this.#guardId;
		if (this.#guardSequence === 0) return;
		const seen = this.access.seeAs(id, 0);
		this.reads++;
		if (seen.kind === "write" && seen.sequence === this.#guardSequence) return;
		const expected = `write ${this.#guardSequence}`;
		const refused = seen.kind === "write" && seen.sequence >= forbidden;
		const found = refused ? "the write that the old engine was to refuse" : describeSeen(seen);
		const kind = this.#guardKind(seen, refused);
		const message = `block ${id} ${when}: expected ${expected}, found ${found}`;
		this.report({ kind, message, block: id, expected, found });
	}

	/** The old engines were asked to write and to delete this block, and nobody else was. */
	#guardKind(seen: Seen, refused: boolean): Finding["kind"] {
		if (refused || (seen.kind === "absent" && this.#probes > 0)) return "not-fenced";
		return seen.kind === "write" || seen.kind === "absent" ? "lost" : "wrong";
	}
}
