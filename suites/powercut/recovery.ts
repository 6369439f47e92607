import {
	type Engine,
	EngineFailure,
	type Evidence,
	type NativeBuffer,
} from "../../harness/contract/index.ts";
import { absent, type BlockState, stamped } from "../model/block-state.ts";
import { errno, statusName } from "../model/errno.ts";
import type { Ledger, Problem } from "../model/ledger.ts";
import { canaryByte } from "../model/sector.ts";
import type { Crash, CutDrill } from "./drill.ts";
import { configOf } from "./geometry.ts";
import { bytesOf, leavesHoles, mayBeDamaged, stateIn, zerosOrAbsent } from "./lawful.ts";
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
	#engine: Engine;
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
		this.#engine = this.#open();
		this.#buffer = context.allocate(context.blockBytes, "end");
	}

	#open(): Engine {
		const { context, geometry, rig } = this.#drill;
		const opened = openAgain(context, configOf(geometry, rig.path));
		if (opened.ok) return opened.engine;
		const why = opened.message === "" ? "" : ` ("${opened.message}")`;
		this.#fail(`initialize returned ${statusName(opened.status)}${why}: the device is lost`);
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
		if (leavesHoles(this.#crash.scene.survival)) this.#livesShortly();
		this.#worksAgain();
		return { unsure, torn: this.#broken.size };
	}

	/** Reads one block, judges it, and says whether it is there. */
	#read(id: number, block: number | undefined): boolean {
		const { bytes } = this.#buffer;
		bytes.fill(canaryByte);
		const status = this.#engine.read(BigInt(id), this.#buffer);
		const states = this.#ledger.possible(BigInt(id));
		if (
			block !== undefined &&
			status === -errno.EIO &&
			mayBeDamaged(block, this.#crash.life, this.#drill.promises)
		) {
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

	#note(block: number, states: readonly BlockState[], bytes: Uint8Array): void {
		if (states.length === 0) {
			this.#found.set(block, absent);
			return;
		}
		const held = stateIn(bytes, states);
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
		const open = zerosOrAbsent(this.#found, this.#crash.life, this.#drill.promises);
		if (used >= present && used <= present + open) return;
		this.#fail(`used_bytes says ${used} blocks, and reads find ${present}`);
	}

	/**
	 * One write, a clean end, and all else is as it was found: what lies behind a hole that the power
	 * cut left is nobody's any more, also once the hole is filled.
	 */
	#livesShortly(): void {
		const { geometry, random } = this.#drill;
		for (const [block, state] of this.#found) {
			if (!this.#broken.has(block)) this.#ledger.settle(BigInt(geometry.ids[block] ?? 0), state);
		}
		this.#writeNew(random.below(geometry.ids.length));
		this.#mustBeZero("shutdown", this.#engine.shutdown());
		this.#engine = this.#open();
		for (const [block, number] of geometry.ids.entries()) this.#readAgain(BigInt(number), block);
	}

	/**
	 * Whatever is not sure is written again, and everything is flushed: the next life's beginning.
	 */
	#worksAgain(): void {
		const { geometry, promises, random } = this.#drill;
		const { life } = this.#crash;
		for (const [block, number] of geometry.ids.entries()) {
			const id = BigInt(number);
			const sure = fateOf(block, life, promises).later.length === 0;
			if (sure && random.below(4) > 0) continue;
			if (random.below(4) === 0) {
				const status = this.#engine.delete(id);
				if (status !== -errno.ENOENT) this.#mustBeZero(`delete of block ${id}`, status);
				this.#found.set(block, absent);
				this.#ledger.settle(id, absent);
				continue;
			}
			this.#writeNew(block);
		}
		this.#mustBeZero("flush", this.#engine.flush());
		for (const [block, number] of geometry.ids.entries()) this.#readAgain(BigInt(number), block);
		this.#mustBeZero("shutdown", this.#engine.shutdown());
		this.#buffer.free();
		this.#drill.settle(life, this.#found);
	}

	#writeNew(block: number): void {
		const { geometry, epoch, context } = this.#drill;
		const id = BigInt(geometry.ids[block] ?? 0);
		this.#sequence += 1;
		const state = stamped({ blockId: id, writer: 0, epoch, sequence: this.#sequence });
		this.#buffer.bytes.set(bytesOf(state, context.blockBytes));
		this.#mustBeZero(`write of block ${id}`, this.#engine.write(id, this.#buffer));
		this.#found.set(block, state);
		this.#broken.delete(block);
		this.#ledger.settle(id, state);
	}

	#readAgain(id: bigint, block: number): void {
		this.#buffer.bytes.fill(canaryByte);
		const status = this.#engine.read(id, this.#buffer);
		const problem = this.#ledger.judge(id, status, this.#buffer.bytes);
		if (problem !== undefined) this.#failBlock(problem, block);
	}

	#mustBeZero(call: string, status: number): void {
		if (status === 0) return;
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
