/** `--workload rw=randread,bs=4k,qd=32`: one load, in the words that fio's users know. Pure. */
import type { AccessPattern, Arrival, LatencyLimit, Workload } from "../contract/index.ts";
import { limitQuantiles } from "../contract/index.ts";
import { Refusal } from "./refusal.ts";
import { didYouMean } from "./suggest.ts";
import { workloadName } from "./workload-name.ts";

/** What each key means; in this order in refusals. */
const workloadKeys = {
	rw: "randread, randwrite, randrw, read, write or rw",
	mix: "percent of reads for randrw and rw",
	bs: "block size, e.g. 4k",
	qd: "operations in flight, or items a batch",
	issue: "single, batch or queue",
	workers: "threads",
	pattern: "zipf:THETA, hot-cold:HOT/ACCESSES in percent, or strided:BLOCKS",
	rate: "open loop: operations a second, e.g. 50k, or 50% of the closed loop's",
	arrival: "fixed or poisson",
	limit: "search the highest rate that keeps it, e.g. p99<=1ms",
	size: "working set, e.g. 256m",
	compress: "percent of the payload that compresses",
	name: "id of the result",
} as const;
type Key = keyof typeof workloadKeys;

const aliases: Readonly<Record<string, Key>> = {
	iodepth: "qd",
	numjobs: "workers",
	rwmixread: "mix",
	blocksize: "bs",
};

type Values = Partial<Record<Key, string>>;

/** One sentence about whatever is odd; what is left out has fio's default, or ours. */
export function readWorkload(text: string): Workload {
	const values = split(text);
	const rw = oneOf("rw", values.rw ?? "randread", directions);
	const blockBytes = readBytes("bs", values.bs ?? "4k");
	const depth = readCount("qd", values.qd ?? "1");
	const defaultIssue = depth === 1 ? "single" : "queue";
	const issue = oneOf("issue", values.issue ?? defaultIssue, ["single", "batch", "queue"] as const);
	const arrival = readArrival(values);
	const limit = values.limit === undefined ? undefined : readLimit(values.limit);
	if (limit !== undefined && values.rate !== undefined) {
		throw new Refusal("--workload has limit= and rate=: a limit searches the rate; leave out one.");
	}
	const size = values.size === undefined ? undefined : readBytes("size", values.size);
	const shape = {
		blockBytes,
		readPercent: readMix(rw, values.mix),
		pattern: readPattern(rw, values.pattern),
		...{ issue, depth, workers: readCount("workers", values.workers ?? "1") },
		...(arrival === undefined ? {} : { arrival }),
		...(limit === undefined ? {} : { limit }),
		...(size === undefined ? {} : { workingSetBlocks: Math.floor(size / blockBytes) }),
		...(values.compress === undefined
			? {}
			: { compressPercent: readPercent("compress", values.compress) }),
		depthOfProfile: "quick" as const,
	};
	if (size !== undefined && size < blockBytes)
		throw wrong("size", values.size ?? "", "at least bs");
	return { ...workloadName(rw, shape, readName(values.name)), ...shape };
}

const directions = ["randread", "randwrite", "randrw", "read", "write", "rw"] as const;
export type Direction = (typeof directions)[number];

function split(text: string): Values {
	const values: Values = {};
	for (const part of text.split(",")) {
		const at = part.indexOf("=");
		const typed = part.slice(0, at).trim();
		const value = part.slice(at + 1).trim();
		const keys = Object.keys(workloadKeys);
		if (at < 1 || value === "") {
			const next = `give key=value pairs, keys are ${keys.join(", ")}`;
			throw new Refusal(`--workload holds "${part.trim()}"; ${next}.`);
		}
		const key = aliases[typed] ?? typed;
		if (!isKey(key)) {
			const next = `known are ${keys.join(", ")}`;
			throw new Refusal(`--workload key ${typed} is unknown${didYouMean(typed, keys, next)}`);
		}
		if (values[key] !== undefined) {
			throw new Refusal(`--workload has ${key}= twice; give it once.`);
		}
		values[key] = value;
	}
	return values;
}

function isKey(text: string): text is Key {
	return Object.hasOwn(workloadKeys, text);
}

function wrong(key: Key, value: string, wanted: string = workloadKeys[key]): Refusal {
	return new Refusal(`--workload ${key}=${value} is not understood; give ${wanted}.`);
}

function oneOf<Name extends string>(key: Key, value: string, names: readonly Name[]): Name {
	const found = names.find((name) => name === value);
	if (found === undefined) throw wrong(key, value);
	return found;
}

const scales: Readonly<Record<string, number>> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

function readBytes(key: Key, text: string): number {
	const match = /^(\d+)([kmg]?)(?:i?b)?$/i.exec(text);
	const bytes = Number(match?.[1]) * (scales[(match?.[2] ?? "").toLowerCase()] ?? Number.NaN);
	if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
	throw wrong(key, text);
}

function readCount(key: Key, text: string): number {
	if (/^\d{1,9}$/.test(text)) return Number(text);
	throw wrong(key, text, "a whole number");
}

function readPercent(key: Key, text: string): number {
	if (/^\d{1,3}(\.\d+)?%?$/.test(text)) return Number(text.replace("%", ""));
	throw wrong(key, text, "a number of percent");
}

function readMix(rw: Direction, mix: string | undefined): number {
	if (rw === "randrw" || rw === "rw") return readPercent("mix", mix ?? "50");
	if (mix !== undefined) {
		throw new Refusal(`--workload mix= goes with rw=randrw or rw=rw, not with rw=${rw}.`);
	}
	return rw.endsWith("read") ? 100 : 0;
}

function readPattern(rw: Direction, text: string | undefined): AccessPattern {
	if (text === undefined) return rw.startsWith("rand") ? "random" : "sequential";
	if (!rw.startsWith("rand")) {
		throw new Refusal(`--workload pattern=${text} goes with a random rw, not with rw=${rw}.`);
	}
	const [kind, parameters = ""] = text.split(":");
	const numbers = parameters.split("/").map((each) => (each === "" ? Number.NaN : Number(each)));
	const [first = Number.NaN, second = Number.NaN] = numbers;
	const isWhole = numbers.every(Number.isFinite);
	if (kind === "zipf" && isWhole && numbers.length === 1) return { kind, theta: first };
	if (kind === "strided" && isWhole && numbers.length === 1) return { kind, strideBlocks: first };
	if (kind === "hot-cold" && isWhole && numbers.length === 2) {
		return { kind, hotPercent: first, accessPercent: second };
	}
	throw wrong("pattern", text);
}

function readArrival({ rate, arrival, limit }: Values): Arrival | undefined {
	if (rate === undefined && limit === undefined) {
		if (arrival === undefined) return undefined;
		throw new Refusal(`--workload arrival=${arrival} needs a rate=, or a limit= to search one.`);
	}
	const kindDefault = limit === undefined ? "fixed" : "poisson";
	const kind = oneOf("arrival", arrival ?? kindDefault, ["fixed", "poisson"] as const);
	if (rate === undefined) return { kind, rate: { capacityPercent: 100 } };
	if (rate.endsWith("%")) return { kind, rate: { capacityPercent: readPercent("rate", rate) } };
	const match = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(rate);
	const thousands: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6 };
	const perSecond =
		Number(match?.[1]) * (thousands[(match?.[2] ?? "").toLowerCase()] ?? Number.NaN);
	if (!Number.isFinite(perSecond)) throw wrong("rate", rate);
	return { kind, rate: { perSecond } };
}

const unitsNs: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

function readLimit(text: string): LatencyLimit {
	const match = /^(p\d+(?:\.\d+)?)\s*<=?\s*(\d+(?:\.\d+)?)\s*(ns|us|ms|s)$/.exec(text);
	const percentile = match?.[1]?.replace(".", "");
	const latencyNsMax = Number(match?.[2]) * (unitsNs[match?.[3] ?? ""] ?? Number.NaN);
	const known = Object.keys(limitQuantiles) as (keyof typeof limitQuantiles)[];
	const found = known.find((each) => each === percentile);
	if (found !== undefined && Number.isFinite(latencyNsMax)) {
		return { percentile: found, latencyNsMax };
	}
	throw wrong("limit", text, `one of ${known.join(", ")} and a time, e.g. p99<=1ms`);
}

function readName(name: string | undefined): string | undefined {
	if (name === undefined || /^[a-z0-9][a-z0-9-]{0,59}$/.test(name)) return name;
	throw wrong("name", name, "lower-case letters, digits and dashes, at most 60");
}
