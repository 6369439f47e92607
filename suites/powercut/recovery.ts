import {
	type Engine,
	EngineFailure,
	type Evidence,
	type NativeBuffer,
} from "../../harness/contract/index.ts";
import { absent, type BlockState, renderState, stamped } from "../model/block-state.ts";
import { errno, statusName } from "../model/errno.ts";
import type { Ledger, Problem } from "../model/ledger.ts";
import { canaryByte } from "../model/sector.ts";
import type { Crash, CutDrill } from "./drill.ts";
import { configOf } from "./geometry.ts";
import { openAgain } from "./open-again.ts";
import { brokenPrefix, type Finding } from "./prefix.ts";
import { fateOf, ledgerAfter } from "./survivors.ts";
import { describeCut, timeline } from "./timeline.ts";

/** What a recovery found, for the check's sentence. */
export interface Recovered {
	/** Acknowledged changes that no promise covered, and how many blocks kept the last one. */
	readonly unsure: number;
	readonly torn: number;
}

/** The engine over a device that has just lost its power: reads everything, judges it, goes on. */
export class Recovery {
	readonly #drill: CutDrill;
	readonly #crash: Crash;
	readonly #engine: Engine;
	readonly #ledger: Ledger;
	readonly #buffer: NativeBuffer;
	readonly #found = new Map<number, BlockState>();
	/** Blocks that hold no one state: torn, or refused as damaged. */
	readonly #broken = new Set<number>();
	#sequence = 0;

	constructor(drill: CutDrill, crash: Crash) {
		const { context } = drill;
		this.#drill = drill;
		this.#crash = crash;
		this.#ledger = ledgerAfter(crash.life, drill.promises);
		const opened = openAgain(context, configOf(drill.geometry, drill.rig.path));
		if (!opened.ok) {
			const why = opened.message === "" ? "" : ` ("${opened.message}")`;
			this.#fail(`initialize returned ${statusName(opened.status)}${why}: the device is lost`);
		}
		this.#engine = opened.engine;
		this.#buffer = context.allocate(context.blockBytes, "end");
	}

	/** Everything that is asked of an engine after a power cut. */
	judge(): Recovered {
		const { geometry } = this.#drill;
		const indexOf = new Map(geometry.ids.map((id, index) => [id, index]));
		let present = 0;
		for (let id = 0; id < geometry.capacityBlocks; id++) {
			if (this.#read(id, indexOf.get(id))) present += 1;
		}
		this.#judgePrefix();
		this.#judgeUsed(present);
		const unsure = [...geometry.ids.keys()]
			.map((block) => fateOf(block, this.#crash.life, this.#drill.promises).unsure)
			.reduce((sum, count) => sum + count, 0);
		this.#worksAgain();
		return { unsure, torn: this.#broken.size };
	}

	/** Reads one block, judges it, and says whether it is there. */
	#read(id: number, block: number | undefined): boolean {
		const { bytes } = this.#buffer;
		bytes.fill(canaryByte);
		const status = this.#engine.read(BigInt(id), this.#buffer);
		const states = this.#ledger.possible(BigInt(id));
		if (block !== undefined && status === -errno.EIO && this.#mayBeDamaged(block)) {
			this.#broken.add(block);
			return true;
		}
		const problem = this.#ledger.judge(BigInt(id), status, bytes);
		if (problem !== undefined) this.#failBlock(problem, block);
		const zeros = status === 0 && bytes.every((byte) => byte === 0);
		const isPresent = status === 0 && !(this.#drill.promises.absentReadsZeros && zeros);
		if (block !== undefined) this.#note(block, isPresent ? states : [], bytes);
		return isPresent;
	}

	/** An engine that sees the damage says -EIO; lawful where a torn block is. */
	#mayBeDamaged(block: number): boolean {
		const { later } = fateOf(block, this.#crash.life, this.#drill.promises);
		return !this.#drill.promises.atomicBlocks && later.length > 0;
	}

	#note(block: number, states: readonly BlockState[], bytes: Uint8Array): void {
		if (states.length === 0) {
			this.#found.set(block, absent);
			return;
		}
		const words = new Uint32Array(new ArrayBuffer(bytes.length));
		const held = states.find((state) => {
			renderState(words, state);
			return state.kind !== "absent" && Buffer.compare(new Uint8Array(words.buffer), bytes) === 0;
		});
		if (held === undefined) this.#broken.add(block);
		else this.#found.set(block, held);
	}

	#judgePrefix(): void {
		if (!this.#drill.context.descriptor.guarantees.includes("prefix-recovery")) return;
		const findings: Finding[] = [...this.#found].map(([block, state]) => ({ block, state }));
		const broken = brokenPrefix(this.#crash.life, findings);
		if (broken !== undefined) this.#fail(`what survived is no prefix: ${broken}`);
	}

	#judgeUsed(present: number): void {
		const stats = this.#engine.stats();
		if (typeof stats === "number") this.#fail(`get_stats returned ${statusName(stats)}`);
		const { blockBytes } = this.#drill.context;
		const used = Number(stats.usedBytes) / blockBytes;
		const open = this.#drill.promises.absentReadsZeros ? this.#zerosOrAbsent() : 0;
		if (used >= present && used <= present + open) return;
		this.#fail(`used_bytes says ${used} blocks, and reads find ${present}`);
	}

	/** Blocks whose presence survived and whose data did not, where absent ones read as zeros too. */
	#zerosOrAbsent(): number {
		if (this.#drill.promises.atomicBlocks) return 0;
		const { life } = this.#crash;
		return [...this.#found].filter(([block, state]) => {
			if (state.kind !== "absent") return false;
			const { later } = fateOf(block, life, this.#drill.promises);
			return later.some((one) => one.kind === "stamped");
		}).length;
	}

	/**
	 * Whatever is not sure is written again, and everything is flushed: the next life's beginning.
	 */
	#worksAgain(): void {
		const { geometry, promises, random, epoch } = this.#drill;
		const { life } = this.#crash;
		for (const [block, number] of geometry.ids.entries()) {
			const id = BigInt(number);
			const sure = fateOf(block, life, promises).later.length === 0;
			if (sure && random.below(4) > 0) continue;
			if (random.below(4) === 0) {
				const status = this.#engine.delete(id);
				if (status !== 0 && status !== -errno.ENOENT)
					this.#refused(`delete of block ${id}`, status);
				this.#found.set(block, absent);
				this.#ledger.settle(id, absent);
				continue;
			}
			this.#sequence += 1;
			const state = stamped({ blockId: id, writer: 0, epoch, sequence: this.#sequence });
			this.#write(id, state);
			this.#found.set(block, state);
			this.#ledger.settle(id, state);
		}
		this.#mustBeZero("flush", this.#engine.flush());
		for (const [block, number] of geometry.ids.entries()) this.#readAgain(BigInt(number), block);
		this.#mustBeZero("shutdown", this.#engine.shutdown());
		this.#buffer.free();
		this.#drill.settle(life, this.#found);
	}

	#write(id: bigint, state: BlockState): void {
		const words = new Uint32Array(new ArrayBuffer(this.#drill.context.blockBytes));
		renderState(words, state);
		this.#buffer.bytes.set(new Uint8Array(words.buffer));
		this.#mustBeZero(`write of block ${id}`, this.#engine.write(id, this.#buffer));
	}

	#readAgain(id: bigint, block: number): void {
		this.#buffer.bytes.fill(canaryByte);
		const status = this.#engine.read(id, this.#buffer);
		const problem = this.#ledger.judge(id, status, this.#buffer.bytes);
		if (problem !== undefined) this.#failBlock(problem, block);
	}

	#mustBeZero(call: string, status: number): void {
		if (status !== 0) this.#refused(call, status);
	}

	#refused(call: string, status: number): never {
		const said = this.#engine.lastError();
		const why = said === "" ? "" : ` ("${said}")`;
		this.#fail(`the engine does not work again: ${call} returned ${statusName(status)}${why}`);
	}

	#failBlock(problem: Problem, block: number | undefined): never {
		const { message, expected, found } = problem;
		const changesOfTheBlock = block === undefined ? [] : timeline(this.#crash, block);
		this.#fail(message, { expected, found, details: { changesOfTheBlock } });
	}

	#fail(message: string, evidence: Evidence = {}): never {
		const { scene, deviceChanges } = this.#crash;
		const where = describeCut(this.#drill.rig.event, scene, this.#drill.cuts, deviceChanges);
		throw new EngineFailure(`${where}: ${message}`, evidence);
	}
}
