/**
 * PluginMeta, the compact metadata that travels with a plugin: the article's message in the
 * protobuf wire format, and the same as JSON. Pure.
 *
 *   message PluginMeta {
 *     string id = 1;             // vendor.name.version, at most 64 bytes
 *     uint32 version = 2;        // major << 16 | minor << 8 | patch
 *     bytes checksum = 3;        // the first 16 bytes of the file's sha256
 *     repeated string deps = 4;  // plugin ids, or vendor.name@RANGE
 *   }
 *
 * Fields of other numbers are skipped, as the wire format wants it: a later version may add some.
 * 16 bytes of a sha256 tell a damaged file from a whole one; against somebody who looks for two
 * files with the same 16 bytes (2^64 tries) only the spec's whole digest helps.
 */
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { z } from "zod";
import { partsOfPluginId } from "../plugin-id.ts";
import { parseDependency } from "./dependency.ts";
import { PluginRefused } from "./refusal.ts";
import { packVersion, unpackVersion } from "./version.ts";

export interface PluginMeta {
	readonly id: string;
	readonly version: string;
	/** 32 hex digits. */
	readonly checksum: string;
	readonly deps: readonly string[];
}

const idBytesMax = 64;
const checksumBytes = 16;

export function encodeMeta(meta: PluginMeta): Uint8Array {
	const { id, version, checksum, deps } = checkMeta(meta);
	const writer = new BinaryWriter();
	writer.tag(1, WireType.LengthDelimited).string(id);
	writer.tag(2, WireType.Varint).uint32(packVersion(version));
	writer.tag(3, WireType.LengthDelimited).bytes(Uint8Array.fromHex(checksum));
	for (const dep of deps) writer.tag(4, WireType.LengthDelimited).string(dep);
	return writer.finish();
}

export function decodeMeta(bytes: Uint8Array): PluginMeta {
	const meta = { id: "", version: "0.0.0", checksum: "", deps: [] as string[] };
	try {
		const reader = new BinaryReader(bytes);
		while (reader.pos < reader.len) {
			const [field, wireType] = reader.tag();
			const isKnown = field <= 4;
			const expected = field === 2 ? WireType.Varint : WireType.LengthDelimited;
			if (isKnown && wireType !== expected)
				throw new Error(`field ${field} has wire type ${wireType}`);
			if (field === 1) meta.id = reader.string(true);
			else if (field === 2) meta.version = unpackVersion(reader.uint32());
			else if (field === 3) meta.checksum = reader.bytes().toHex();
			else if (field === 4) meta.deps.push(reader.string(true));
			else reader.skip(wireType, field);
		}
	} catch (error) {
		throw bad(`not a PluginMeta message (${(error as Error).message})`);
	}
	return checkMeta(meta);
}

const schema = z.strictObject({
	id: z.string(),
	version: z.string(),
	checksum: z.string(),
	deps: z.array(z.string()).default([]),
});

export function metaToJson(meta: PluginMeta): string {
	const { id, version, checksum, deps } = checkMeta(meta);
	return JSON.stringify({ id, version, checksum, deps });
}

export function metaFromJson(text: string): PluginMeta {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw bad((error as Error).message);
	}
	const result = schema.safeParse(value);
	if (result.success) return checkMeta(result.data);
	const issue = result.error.issues[0];
	throw bad(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
}

/** For a plugin file with this sha256. */
export function metaOf(id: string, digest: string, deps: readonly string[]): PluginMeta {
	const { version } = partsOfPluginId(id);
	return { id, version, checksum: digest.slice(0, checksumBytes * 2), deps };
}

function checkMeta(meta: PluginMeta): PluginMeta {
	const { id, version, checksum, deps } = meta;
	const bytes = new TextEncoder().encode(id).byteLength;
	if (bytes > idBytesMax) throw bad(`its id has ${bytes} bytes, more than ${idBytesMax}`);
	const parts = partsOfPluginId(id);
	if (parts.version !== version) throw bad(`its id is ${id} and its version ${version}`);
	packVersion(version);
	if (!new RegExp(`^[0-9a-f]{${checksumBytes * 2}}$`).test(checksum)) {
		throw bad(`its checksum is not ${checksumBytes} bytes`);
	}
	for (const dep of deps) parseDependency(dep);
	return meta;
}

function bad(reason: string): PluginRefused {
	return new PluginRefused("bad-metadata", `plugin metadata: ${reason}: release the plugin again`);
}
