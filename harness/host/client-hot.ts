import { type ClientMix, operationKinds as kinds } from "../contract/index.ts";
import {
	allocateGuarded,
	ClientLoop,
	calls,
	flushKind,
	handedKind,
	leaseKinds,
	type OddOperation,
	pointer,
	recorderLane,
	type Scratch,
	viewBytes,
} from "../ffi/index.ts";
import type { Client } from "./client.ts";
import { viewColumns } from "./client-job.ts";

const noBytes = new Uint8Array(0);

/** Nothing but what the loop in C can do: batches, queues and telemetry are called from Workers. */
export function isHot({ readBatch, writeBatch, queue, telemetry, ...others }: ClientMix): boolean {
	const cold = readBatch + writeBatch + queue + telemetry;
	return cold === 0 && Object.values(others).some((weight) => weight > 0);
}

/** A client whose loop is in C, on a thread of its own; what it finds odd is judged here. */
export class HotCalls {
	readonly #client: Client;
	#stepsLeft = 0;
	readonly #source;
	readonly #sink;
	/** Of the sink, where the engine reads into. */
	readonly #read: { readonly address: number; readonly bytes: Uint8Array };
	readonly #loop: ClientLoop;

	constructor(client: Client) {
		const { job } = client;
		this.#client = client;
		const { shiftBytes } = job;
		const guard = shiftBytes === 0 ? "end" : "start";
		this.#source = allocateGuarded(job.blockBytes + shiftBytes, guard);
		this.#sink = allocateGuarded(job.blockBytes + shiftBytes, guard);
		const { address, bytes } = this.#sink;
		this.#read = { address: address + shiftBytes, bytes: bytes.subarray(shiftBytes) };
		this.#loop = new ClientLoop({
			engine: job.table,
			source: this.#source.address + shiftBytes,
			sink: this.#read.address,
			ids: job.blocks,
			columns: viewColumns(job.columns),
			untilNs: job.untilNs,
			handed: job.leased,
			blockBytes: job.blockBytes,
			writer: job.client + 1,
			epoch: job.epoch,
			nextValue: client.nextValue(),
			valueStride: job.clients,
			// Not 0, which xorshift keeps.
			random: 1 + client.random(2 ** 31),
			weights: job.mix,
			absentReadsZeros: job.absentReadsZeros,
		});
	}

	/** All clients of the round begin together. */
	start(gate: Scratch): void {
		this.#stepsLeft = this.#client.job.steps;
		this.#go(gate);
	}

	#go(gate: Scratch | undefined): void {
		const { seat, recorderPath } = this.#client.job;
		this.#loop.rows = this.#client.log.rows;
		this.#loop.start(seat, this.#stepsLeft, recorderLane(recorderPath, seat + 1), gate);
	}

	/** Judges what the loop stopped at and lets it go on. True: the steps or the time are over. */
	settle(): boolean {
		const taken = this.#loop.taken(this.#client.job.seat);
		if (taken === undefined) return false;
		this.#client.log.rows = this.#loop.rows;
		this.#stepsLeft -= taken.done;
		if (taken.odd === undefined) return true;
		this.#judge(taken.odd);
		if (this.#stepsLeft <= 0) return true;
		this.#go(undefined);
		return false;
	}

	#judge({ kind, block, status, value, startNs, endNs }: OddOperation): void {
		const { log } = this.#client;
		switch (kind) {
			case kinds.read: {
				const { bytes, address } = this.#read;
				return this.#client.addRead(block, status, bytes, address, startNs, endNs);
			}
			case kinds.write:
				return log.addWrite(block, value, status, startNs, endNs);
			case leaseKinds.lease:
			case leaseKinds.leaseChanged:
				return this.#judgeLease(kind, block, status, startNs, endNs);
			case leaseKinds.release:
				return log.problem({ block, message: `release returned ${status}`, startNs, endNs });
			case handedKind:
				return this.#client.single.handed(status);
			case flushKind:
				return log.problem({ block, message: `flush returned ${status}` });
			default:
				return log.addDelete(block, status, startNs, endNs);
		}
	}

	/** A lease that was refused, that holds no one write's data, or not what it held before. */
	#judgeLease(kind: number, block: number, status: number, startNs: number, endNs: number): void {
		if (status !== 0) return this.#client.addRead(block, status, noBytes, 0, startNs, endNs);
		const { leased: address, leasedBytes } = this.#loop;
		const { blockBytes } = this.#client.job;
		if (address === 0 || leasedBytes !== blockBytes) {
			const message = `a lease gave ${leasedBytes} bytes at address ${address}`;
			this.#loop.forgetLease();
			return this.#client.log.problem({ block, message, startNs, endNs });
		}
		const bytes = viewBytes(address, blockBytes);
		if (kind === leaseKinds.lease) {
			this.#client.addRead(block, status, bytes, address, startNs, endNs);
		} else {
			const message = "a leased block changed before its release";
			this.#client.log.problem({ block, message, startNs, endNs, bytes: bytes.slice() });
		}
		this.#giveBack();
	}

	#giveBack(): void {
		const released = calls.assay_release(
			pointer(this.#client.job.table),
			pointer(this.#loop.leased),
		);
		this.#loop.forgetLease();
		const message = `release returned ${released}`;
		if (released !== 0) this.#client.log.problem({ block: 0, message });
	}

	free(): void {
		if (this.#loop.leased !== 0) this.#giveBack();
		this.#loop.free();
		this.#source.free();
		this.#sink.free();
	}
}
