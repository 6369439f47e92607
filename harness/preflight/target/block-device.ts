/** May this block device be overwritten? Facts from sysfs, procfs and the device's own bytes. */
import {
	closeSync,
	constants,
	existsSync,
	openSync,
	readdirSync,
	readFileSync,
	readSync,
	statSync,
} from "node:fs";
import { deviceNumberOf } from "../../contract/index.ts";
import { codeOf } from "../read-file.ts";
import { readMounts } from "./mounts.ts";
import { headBytes, recogniseSignature, tailBytes } from "./signatures.ts";

export interface DeviceFacts {
	readonly sizeBytes: number;
	readonly readOnly: boolean;
	/** Where it, or one of its partitions, is mounted. */
	readonly mountedAt: readonly string[];
	readonly swapsOn: readonly string[];
	/** Device mapper, RAID and so on that sit on it or on its partitions. */
	readonly holders: readonly string[];
	readonly partitions: readonly string[];
	readonly isPartition: boolean;
	readonly signature: string | undefined;
	/** errno of an exclusive open for writing; undefined when it succeeded. */
	readonly exclusiveOpen: string | undefined;
}

/** `absolute` refusals are not lifted by --yes-destroy: something is using the device now. */
export interface DeviceRefusal {
	readonly reason: string;
	readonly next: string;
	readonly absolute: boolean;
}

/** Pure: the first reason against writing, the ones that nothing lifts first. */
export function judgeDevice(facts: DeviceFacts): DeviceRefusal | undefined {
	const busy = (reason: string, next: string) => ({ reason, next, absolute: true });
	const claimed = (reason: string) => ({ reason, next: "", absolute: false });
	if (facts.mountedAt.length > 0) {
		return busy(`is mounted at ${facts.mountedAt.join(", ")}`, "name a device that nobody uses");
	}
	if (facts.swapsOn.length > 0) {
		return busy(
			`is in use as swap (${facts.swapsOn.join(", ")})`,
			"name a device that nobody uses",
		);
	}
	if (facts.holders.length > 0) {
		return busy(`is held by ${facts.holders.join(", ")}`, "name a device that nobody uses");
	}
	if (facts.readOnly) return busy("is read-only", "name a device that can be written");
	if (facts.exclusiveOpen === "EBUSY") {
		return busy("is in use by the kernel or another program", "name a device that nobody uses");
	}
	if (facts.exclusiveOpen !== undefined) {
		const next = "run as a user who may write it, or name another target";
		return busy(`cannot be opened for writing (${facts.exclusiveOpen})`, next);
	}
	if (facts.partitions.length > 0) {
		return claimed(`is partitioned (${facts.partitions.join(", ")})`);
	}
	if (facts.signature !== undefined) return claimed(`carries data of others (${facts.signature})`);
	if (facts.isPartition) return claimed("is a partition of a disk");
	return undefined;
}

/** Reads; writes nothing. */
export function readDeviceFacts(path: string): DeviceFacts {
	const number = deviceNumberOf(path);
	const system = `/sys/dev/block/${number}`;
	const partitions = readdirSync(system).filter((name) =>
		existsSync(`${system}/${name}/partition`),
	);
	const family = [system, ...partitions.map((name) => `${system}/${name}`)];
	const numbers = new Set(family.map((directory) => readText(`${directory}/dev`)));
	const sizeBytes = Number(readText(`${system}/size`)) * 512;
	return {
		sizeBytes,
		readOnly: readText(`${system}/ro`) === "1",
		mountedAt: mountPoints(numbers),
		swapsOn: swaps(numbers),
		holders: family.flatMap((directory) => list(`${directory}/holders`)),
		partitions,
		isPartition: existsSync(`${system}/partition`),
		...readContents(path, sizeBytes),
	};
}

/** By device number, and by source: Btrfs and others mount under a number of their own. */
function mountPoints(numbers: ReadonlySet<string>): string[] {
	return readMounts()
		.filter(({ device, source }) => numbers.has(device) || numbers.has(numberOf(source)))
		.map(({ path }) => path);
}

function swaps(numbers: ReadonlySet<string>): string[] {
	const lines = readText("/proc/swaps").split("\n").slice(1);
	const paths = lines.map((line) => line.split(/\s/)[0] ?? "");
	return paths.filter((path) => numbers.has(numberOf(path)));
}

function numberOf(path: string): string {
	if (!path.startsWith("/")) return "";
	try {
		return statSync(path).isBlockDevice() ? deviceNumberOf(path) : "";
	} catch {
		return "";
	}
}

function readContents(path: string, sizeBytes: number) {
	let descriptor: number;
	try {
		descriptor = openSync(path, constants.O_RDWR | constants.O_EXCL | constants.O_NONBLOCK);
	} catch (error) {
		return { signature: undefined, exclusiveOpen: codeOf(error) };
	}
	try {
		const head = new Uint8Array(Math.min(headBytes, sizeBytes));
		readSync(descriptor, head, 0, head.length, 0);
		const tail = new Uint8Array(Math.min(tailBytes, sizeBytes));
		readSync(descriptor, tail, 0, tail.length, sizeBytes - tail.length);
		return { signature: recogniseSignature(head, tail, sizeBytes), exclusiveOpen: undefined };
	} catch (error) {
		return { signature: undefined, exclusiveOpen: codeOf(error) };
	} finally {
		closeSync(descriptor);
	}
}

function readText(path: string): string {
	try {
		return readFileSync(path, "utf8").trim();
	} catch {
		return "";
	}
}

function list(directory: string): string[] {
	try {
		return readdirSync(directory);
	} catch {
		return [];
	}
}
