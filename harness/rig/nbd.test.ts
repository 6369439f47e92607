import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { bytesOf, clientFlags, command, go, option } from "./fixtures/client.ts";
import { NbdConnection, type NbdRequest, ProtocolError } from "./nbd.ts";
import { encodeReply } from "./nbd-wire.ts";

const sizeBytes = 1 << 20;

/** Feeds the stream in the given pieces; what the connection said and was asked. */
function feedAll(stream: Uint8Array, cuts: readonly number[] = []) {
	const connection = new NbdConnection(sizeBytes);
	const requests: NbdRequest[] = [];
	const sent: Uint8Array[] = [];
	let closed = false;
	const ends = [...new Set(cuts.map((cut) => cut % stream.length))].sort((a, b) => a - b);
	let from = 0;
	for (const to of [...ends, stream.length]) {
		const fed = connection.feed(stream.subarray(from, to));
		requests.push(...fed.requests);
		sent.push(...fed.send);
		closed ||= fed.closed;
		from = to;
	}
	return { requests, sent: Buffer.concat(sent).toString("hex"), closed };
}

const transmission = (...commands: Uint8Array[]) =>
	Buffer.concat([clientFlags, go, ...commands]) as Uint8Array;

describe("handshake", () => {
	test("greets with both magics, fixed newstyle and no zeroes", () => {
		const greeting = Buffer.from(new NbdConnection(sizeBytes).greeting()).toString("latin1");
		expect(greeting).toBe("NBDMAGICIHAVEOPT\x00\x03");
	});

	test("go is answered with the export's size and flags, then acknowledged", () => {
		const info = "0003e889045565a9" + "00000007" + "00000003" + "0000000c";
		const facts = `0000${"0000000000100000"}006d`;
		const ack = "0003e889045565a9" + "00000007" + "00000001" + "00000000";
		expect(feedAll(Buffer.concat([clientFlags, go])).sent).toBe(info + facts + ack);
	});

	test("the old export name is answered with or without the zeroes that the client asked for", () => {
		const size = "0000000000100000006d";
		const short = feedAll(Buffer.concat([clientFlags, option(1)]));
		expect(short.sent).toBe(size);
		const long = feedAll(Buffer.concat([bytesOf([32, 1n]), option(1)]));
		expect(long.sent).toBe(size + "00".repeat(124));
	});

	test("options that are not spoken are declined, and the handshake goes on", () => {
		const stream = Buffer.concat([
			clientFlags,
			option(5),
			option(8),
			option(10),
			go,
			command(3, 9n, 0, 0),
		]);
		const { requests, sent } = feedAll(stream);
		expect(sent.match(/80000001/g)?.length).toBe(3);
		expect(requests).toEqual([{ kind: "flush", cookie: 9n }]);
	});

	test("abort is acknowledged and closes", () => {
		expect(feedAll(Buffer.concat([clientFlags, option(2)])).closed).toBe(true);
	});
});

describe("requests", () => {
	const data = new Uint8Array(512).fill(7);
	test("each command is read with its cookie, range and force unit access", () => {
		const stream = transmission(
			command(0, 1n, 4096, 512),
			command(1, 2n, 8192, 512, data),
			command(1, 3n, 0, 512, data, 1),
			command(3, 4n, 0, 0),
			command(4, 5n, 512, 1024),
			command(6, 6n, 512, 1024, undefined, 1),
			command(2, 7n, 0, 0),
		);
		expect(feedAll(stream).requests).toEqual([
			{ kind: "read", cookie: 1n, offset: 4096, length: 512 },
			{ kind: "write", cookie: 2n, offset: 8192, data, fua: false },
			{ kind: "write", cookie: 3n, offset: 0, data, fua: true },
			{ kind: "flush", cookie: 4n },
			{ kind: "trim", cookie: 5n, offset: 512, length: 1024, fua: false },
			{ kind: "zero", cookie: 6n, offset: 512, length: 1024, fua: true },
			{ kind: "disconnect" },
		]);
	});

	test.each([
		["beyond the end", command(0, 1n, sizeBytes - 256, 512)],
		["a write beyond the end", command(1, 1n, sizeBytes, 512, data)],
		["an unknown command", command(77, 1n, 0, 0)],
	])("%s is invalid, and the stream goes on", (_what, bytes) => {
		const { requests } = feedAll(transmission(bytes, command(3, 2n, 0, 0)));
		expect(requests.map(({ kind }) => kind)).toEqual(["invalid", "flush"]);
	});

	test.each([
		["an option without magic", Buffer.concat([clientFlags, new Uint8Array(16)])],
		["a request without magic", transmission(new Uint8Array(28))],
		["a write of 4 GiB", transmission(command(1, 1n, 0, 0xffffffff))],
		[
			"an option of 4 GiB",
			Buffer.concat([clientFlags, bytesOf([64, 0x49484156454f5054n], [32, 7n], [32, 0xffffffffn])]),
		],
	])("%s ends the connection", (_what, stream) => {
		expect(() => feedAll(stream)).toThrow(ProtocolError);
	});

	const one = fc.oneof(
		fc.record({ type: fc.constantFrom(0, 4, 6), offset: fc.nat(sizeBytes), length: fc.nat(5000) }),
		fc.record({ type: fc.constant(1), offset: fc.nat(sizeBytes), length: fc.nat(5000) }),
		fc.constant({ type: 3, offset: 0, length: 0 }),
	);
	test("packets may be split anywhere: the same requests and answers come out", () => {
		fc.assert(
			fc.property(fc.array(one, { maxLength: 12 }), fc.array(fc.nat()), (drafts, cuts) => {
				const stream = transmission(
					...drafts.map(({ type, offset, length }, index) => {
						const payload = type === 1 ? new Uint8Array(length).fill(index + 1) : undefined;
						return command(type, BigInt(index), offset, length, payload);
					}),
				);
				const whole = feedAll(stream);
				expect(whole.requests.length).toBe(drafts.length);
				expect(feedAll(stream, cuts)).toEqual(whole);
			}),
			{ numRuns: 200, seed: 1 },
		);
	});
});

test("a reply repeats the cookie and carries the error or the data", () => {
	const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
	expect(hex(encodeReply(0x1122334455667788n, 5))).toBe("67446698000000051122334455667788");
	expect(hex(encodeReply(1n, 0, new Uint8Array([9, 8])))).toBe(
		"674466980000000000000000000000010908",
	);
});
