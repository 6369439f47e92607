/**
 * The NBD protocol as a server speaks it: fixed newstyle handshake, simple replies, one export.
 * Pure: bytes in, bytes and requests out; a packet may be split anywhere. Numbers are big-endian.
 *
 * Not spoken: TLS, structured replies, metadata contexts, several exports; a client that asks is
 * told so and goes on without, as the protocol provides.
 */

import {
	commands,
	exportFlags,
	fuaFlag,
	handshakeFlags,
	join,
	magic,
	optionBytesMax,
	optionReply,
	options,
	replies,
	requestBytesMax,
} from "./nbd-wire.ts";

export type NbdRequest =
	| { kind: "read"; cookie: bigint; offset: number; length: number }
	| { kind: "write"; cookie: bigint; offset: number; data: Uint8Array; fua: boolean }
	| { kind: "zero"; cookie: bigint; offset: number; length: number; fua: boolean }
	| { kind: "trim"; cookie: bigint; offset: number; length: number; fua: boolean }
	| { kind: "flush"; cookie: bigint }
	| { kind: "invalid"; cookie: bigint; message: string }
	| { kind: "disconnect" };

/** A client broke the protocol; there is no way to go on with it. */
export class ProtocolError extends Error {
	override name = "ProtocolError";
}

export interface Fed {
	readonly send: readonly Uint8Array[];
	readonly requests: readonly NbdRequest[];
	/** The client said goodbye in the handshake. */
	readonly closed: boolean;
}

/** The server's side of one connection. */
export class NbdConnection {
	readonly #sizeBytes: number;
	#state: "flags" | "options" | "transmission" = "flags";
	#zeroes = true;
	#chunks: Uint8Array[] = [];
	#held = 0;

	constructor(sizeBytes: number) {
		this.#sizeBytes = sizeBytes;
	}

	/** What the server says first. */
	greeting(): Uint8Array {
		const view = new DataView(new ArrayBuffer(18));
		view.setBigUint64(0, magic.server);
		view.setBigUint64(8, magic.option);
		view.setUint16(16, handshakeFlags);
		return new Uint8Array(view.buffer);
	}

	feed(bytes: Uint8Array): Fed {
		this.#chunks.push(bytes);
		this.#held += bytes.length;
		const send: Uint8Array[] = [];
		const requests: NbdRequest[] = [];
		for (;;) {
			if (this.#state === "transmission") {
				const request = this.#request();
				if (request === undefined) break;
				requests.push(request);
			} else {
				const step = this.#state === "flags" ? this.#flags() : this.#option(send);
				if (step === "abort") return { send, requests, closed: true };
				if (step === "more") break;
			}
		}
		return { send, requests, closed: false };
	}

	/** The next `count` bytes as a view, without taking them; undefined when they are not there. */
	#peek(count: number): DataView | undefined {
		if (this.#held < count) return undefined;
		const first = this.#chunks[0];
		if (first === undefined || first.length < count) this.#chunks = [join(this.#chunks)];
		const whole = this.#chunks[0] ?? new Uint8Array(0);
		return new DataView(whole.buffer, whole.byteOffset, count);
	}

	#take(count: number): void {
		const first = this.#chunks[0] ?? new Uint8Array(0);
		this.#held -= count;
		if (first.length === count) this.#chunks.shift();
		else this.#chunks[0] = first.subarray(count);
	}

	#flags(): "done" | "more" {
		const view = this.#peek(4);
		if (view === undefined) return "more";
		this.#zeroes = (view.getUint32(0) & 2) === 0;
		this.#take(4);
		this.#state = "options";
		return "done";
	}

	#option(send: Uint8Array[]): "done" | "more" | "abort" {
		const head = this.#peek(16);
		if (head === undefined) return "more";
		if (head.getBigUint64(0) !== magic.option) throw new ProtocolError("an option without magic");
		const option = head.getUint32(8);
		const length = head.getUint32(12);
		if (length > optionBytesMax) throw new ProtocolError(`an option of ${length} bytes`);
		if (this.#peek(16 + length) === undefined) return "more";
		this.#take(16 + length);
		switch (option) {
			case options.exportName:
				send.push(this.#exportName());
				this.#state = "transmission";
				return "done";
			case options.abort:
				send.push(optionReply(option, replies.ack));
				return "abort";
			case options.list:
				send.push(optionReply(option, replies.server, new Uint8Array(4)));
				send.push(optionReply(option, replies.ack));
				return "done";
			case options.info:
			case options.go:
				send.push(optionReply(option, replies.info, this.#exportInfo()));
				send.push(optionReply(option, replies.ack));
				if (option === options.go) this.#state = "transmission";
				return "done";
			default:
				send.push(optionReply(option, replies.unsupported));
				return "done";
		}
	}

	#exportName(): Uint8Array {
		const view = new DataView(new ArrayBuffer(this.#zeroes ? 134 : 10));
		view.setBigUint64(0, BigInt(this.#sizeBytes));
		view.setUint16(8, exportFlags);
		return new Uint8Array(view.buffer);
	}

	#exportInfo(): Uint8Array {
		const view = new DataView(new ArrayBuffer(12));
		view.setBigUint64(2, BigInt(this.#sizeBytes));
		view.setUint16(10, exportFlags);
		return new Uint8Array(view.buffer);
	}

	#request(): NbdRequest | undefined {
		const head = this.#peek(28);
		if (head === undefined) return undefined;
		if (head.getUint32(0) !== magic.request) throw new ProtocolError("a request without magic");
		const fua = (head.getUint16(4) & fuaFlag) !== 0;
		const kind = commands[head.getUint16(6)];
		const cookie = head.getBigUint64(8);
		const offset = Number(head.getBigUint64(16));
		const length = head.getUint32(24);
		let data = new Uint8Array(0);
		if (kind === "write") {
			if (length > requestBytesMax) throw new ProtocolError(`a write of ${length} bytes`);
			const all = this.#peek(28 + length);
			if (all === undefined) return undefined;
			data = new Uint8Array(all.buffer, all.byteOffset + 28, length).slice();
		}
		this.#take(28 + data.length);
		if (kind === "disconnect") return { kind };
		if (kind === "flush") return { kind, cookie };
		if (kind === undefined || kind === "cache") {
			return { kind: "invalid", cookie, message: `command ${kind ?? head.getUint16(6)}` };
		}
		if (offset + length > this.#sizeBytes || (kind === "read" && length > requestBytesMax)) {
			return { kind: "invalid", cookie, message: `${kind} of ${length} bytes at ${offset}` };
		}
		if (kind === "read") return { kind, cookie, offset, length };
		if (kind === "write") return { kind, cookie, offset, data, fua };
		return { kind, cookie, offset, length, fua };
	}
}
