import type { CheckContext } from "../../harness/contract/index.ts";

/** One thing that is wrong with a configuration; `key` is what bse_last_error must name. */
export interface BadConfig {
	readonly text: string;
	readonly key: string | undefined;
}

const huge = "99999999999999999999999999";

/** Values per key as JSON text, so that numbers can be such as no JavaScript number holds. */
const badValues: Readonly<Record<string, readonly string[]>> = {
	device: ["42", "null", "true", "[]", "{}", '["x"]'],
	// 2^32 + 4096 and 2^64 + 4096 become 4096 where a number is cut to 32 or 64 bits.
	block_size: [
		"0",
		"-1",
		"-4096",
		"1",
		"3",
		"4095",
		"4097",
		"6144",
		"4096.5",
		'"4096"',
		"true",
	].concat([
		"null",
		"[4096]",
		"{}",
		"4294971392",
		"18446744073709555712",
		"2147483648",
		huge,
		"1e300",
	]),
	capacity_blocks: [
		"0",
		"-1",
		"1.5",
		'"16"',
		"false",
		"null",
		"[]",
		"9007199254740992",
		huge,
	].concat(["18446744073709551617", "-9007199254740991", "1e300"]),
	queue_depth: ["0", "-1", "4097", "2.5", '"8"', "true", "null", "4294967304", huge],
	pool_buffers: ["0", "-1", "65537", "2.5", '"8"', "true", "null", "4294967304", huge],
	standby: ["1", "0", '"true"', "null", "[]", "{}"],
	log_level: ['"loud"', '""', '"WARN "', "2", "null", "true", "[]", '"warning"'],
};

const unknownKeys = ["blocksize", "Block_size", "devices", "", "capacity", "queue-depth", "_"];

/** Bad configurations made from a good one, whose members are given as JSON text. */
export function badConfigs(good: Readonly<Record<string, string>>): BadConfig[] {
	const text = (members: Readonly<Record<string, string>>): string =>
		`{${Object.entries(members)
			.map(([key, value]) => `${JSON.stringify(key)}: ${value}`)
			.join(", ")}}`;
	const list: BadConfig[] = [];
	for (const [key, values] of Object.entries(badValues)) {
		for (const value of values) list.push({ text: text({ ...good, [key]: value }), key });
	}
	for (const key of unknownKeys) {
		list.push({ text: text({ ...good, [key]: "1" }), key: key === "" ? undefined : key });
	}
	// What strtoull reads over, to another value. Not judged: 04096 and +4096, which are no JSON
	// either, but mean one number only.
	for (const [key, value] of Object.entries(good)) {
		if (!/^\d+$/.test(value)) continue;
		for (const bad of [`${value}abc`, `${value}k`, `0x${value}`]) {
			list.push({ text: text({ ...good, [key]: bad }), key: undefined });
		}
	}
	const { device: _, ...withoutDevice } = good;
	list.push({ text: text(withoutDevice), key: "device" });
	const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
	list.push({ text: text({ ...good, queue_depth: deep }), key: undefined });
	const whole = text(good);
	const broken = ["", " ", "null", "42", "[]", `[${whole}]`, '"x"', "{", "}", "{}}", `${whole} x`];
	broken.push(
		whole.slice(0, -1),
		whole.replace(":", ""),
		`${whole.slice(0, -1)},}`,
		`${whole}${whole}`,
	);
	broken.push(
		whole.replaceAll('"', "'"),
		`${whole}\0`,
		whole.slice(0, whole.length >> 1),
		'{"device"}',
	);
	for (const one of broken) list.push({ text: one, key: undefined });
	return list;
}

/** Slashes and dots of a string as \u002f and \u002E: a JSON string may be written so. */
function escapedString([key, value]: readonly [string, string]): readonly [string, string] {
	if (!value.startsWith('"')) return [key, value];
	return [key, value.replaceAll("/", "\\u002f").replaceAll(".", "\\u002E")];
}

/** Good configurations as JSON allows to write them. */
export function goodForms(good: Readonly<Record<string, string>>): string[] {
	const members = Object.entries(good).map(([key, value]) => [JSON.stringify(key), value] as const);
	const joined = (list: typeof members, colon: string, comma: string): string =>
		list.map(([key, value]) => `${key}${colon}${value}`).join(comma);
	return [
		`{${joined(members, ":", ",")}}`,
		` \n\t{ ${joined(members, " :\n", "\t,\r\n")} }\n `,
		`{${joined([...members].reverse(), ":", ",")}}`,
		`{${joined(members, ":", ",").replaceAll("/", "\\/")}}`,
		`{${joined(members.map(escapedString), ":", ",")}}`,
	];
}

/** The members of a good configuration as JSON text. */
export function goodMembers(context: CheckContext): Record<string, string> {
	return {
		device: JSON.stringify(context.target.path),
		block_size: String(context.blockBytes),
		capacity_blocks: String(context.capacityBlocks),
	};
}

/** A configuration as a message quotes it. */
export function shown(text: string): string {
	return text.length > 160
		? `${text.slice(0, 40)} ... ${text.slice(-100)} (${text.length} bytes)`
		: JSON.stringify(text);
}
