import { expect, test } from "bun:test";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { decodeMeta, encodeMeta, metaFromJson, metaOf, metaToJson } from "./plugin-meta.ts";
import { PluginRefused } from "./refusal.ts";
import { packVersion, unpackVersion } from "./version.ts";

const digest = "00112233445566778899aabbccddeeff".repeat(2);
/** The article's v2.15.3, of a plugin such as it describes. */
const example = metaOf("openyurt.metrics.2.15.3", digest, []);

test("the article's example: 47 bytes, the version as it packs it", () => {
	const bytes = encodeMeta(example);
	expect(bytes.byteLength).toBeLessThanOrEqual(47);
	expect(packVersion("2.15.3")).toBe(0x020f03);
	expect(bytes.toHex()).toBe(
		`0a17${Buffer.from("openyurt.metrics.2.15.3").toString("hex")}` +
			"10839e081a1000112233445566778899aabbccddeeff",
	);
	expect(decodeMeta(bytes)).toEqual(example);
});

const part = fc.stringMatching(/^[a-z0-9_-]{1,12}$/);
const number = fc.integer({ min: 0, max: 255 });
const versions = fc
	.tuple(fc.integer({ min: 0, max: 65535 }), number, number)
	.map((each) => each.join("."));
const metas = fc
	.record({
		family: fc.tuple(part, part).map((each) => each.join(".")),
		version: versions,
		digest: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytes.toHex()),
		deps: fc.array(
			fc.tuple(part, part, versions).map(([a, b, v]) => `${a}.${b}@^${v}`),
			{
				maxLength: 4,
			},
		),
	})
	.map(({ family, version, digest, deps }) => metaOf(`${family}.${version}`, digest, deps));

test("what is encoded is what is decoded, in both forms", () => {
	fc.assert(
		fc.property(metas, (meta) => {
			expect(decodeMeta(encodeMeta(meta))).toEqual(meta);
			expect(metaFromJson(metaToJson(meta))).toEqual(meta);
			expect(unpackVersion(packVersion(meta.version))).toBe(meta.version);
		}),
		{ seed: 5 },
	);
});

test("bytes that are no message are refused, never half understood", () => {
	const whole = encodeMeta({ ...example, deps: ["a.b.1.0.0"] });
	for (let length = 0; length < whole.byteLength; length++) {
		const cut = whole.subarray(0, length);
		// A cut before the last field is a whole message without dependencies; that is the format.
		if (length === encodeMeta(example).byteLength) expect(decodeMeta(cut)).toEqual(example);
		else expect(() => decodeMeta(cut)).toThrow(PluginRefused);
	}
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
			try {
				decodeMeta(bytes);
			} catch (error) {
				expect(error).toBeInstanceOf(PluginRefused);
			}
		}),
		{ seed: 5 },
	);
});

test("a field of a later version is skipped, a known one of another type refused", () => {
	const later = new BinaryWriter().tag(9, WireType.LengthDelimited).string("new").finish();
	expect(decodeMeta(new Uint8Array([...encodeMeta(example), ...later]))).toEqual(example);
	const wrong = new BinaryWriter().tag(1, WireType.Varint).uint32(7).finish();
	expect(() => decodeMeta(wrong)).toThrow("field 1 has wire type 0");
	const notText = new Uint8Array([0x0a, 2, 0xff, 0xfe]);
	expect(() => decodeMeta(notText)).toThrow("plugin metadata: not a PluginMeta message");
});

test("metadata that contradicts itself is refused", () => {
	const refusals: [object, string][] = [
		[{ id: `${"a".repeat(60)}.b.2.15.3` }, "more than 64"],
		[{ version: "2.15.4" }, "its id is openyurt.metrics.2.15.3 and its version 2.15.4"],
		[{ checksum: "00" }, "its checksum is not 16 bytes"],
		[{ deps: ["x"] }, "is no plugin id"],
		[{ id: "metrics" }, "is no plugin id"],
	];
	for (const [change, text] of refusals) {
		expect(() => encodeMeta({ ...example, ...change })).toThrow(text);
		expect(() => metaFromJson(JSON.stringify({ ...example, ...change }))).toThrow(text);
	}
	expect(() => metaFromJson("{")).toThrow("plugin metadata: ");
	expect(() => metaFromJson('{"id":1}')).toThrow("plugin metadata: id");
});
