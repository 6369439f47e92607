/** Symbol versions: which releases of other libraries a file needs, and which ones it defines. */
import { type Bytes, MalformedFile } from "./bytes.ts";
import { dynamicTag } from "./constants.ts";
import type { DynamicSection } from "./dynamic.ts";

export interface NeededVersions {
	readonly file: string;
	readonly versions: readonly string[];
}

const maxRecords = 65_536;

export function readNeededVersions(bytes: Bytes, dynamic: DynamicSection): NeededVersions[] {
	const address = dynamic.value(dynamicTag.versionsNeeded);
	const count = dynamic.value(dynamicTag.versionsNeededCount) ?? 0;
	if (address === undefined) return [];
	const needed: NeededVersions[] = [];
	let at = dynamic.offsetOf(address, "DT_VERNEED");
	let total = 0;
	for (let index = 0; index < bounded(count); index++) {
		const file = dynamic.string(bytes.u32(at + 4, "DT_VERNEED"), "a needed file's name");
		const versions: string[] = [];
		let auxiliary = at + bytes.u32(at + 8, "DT_VERNEED");
		const auxiliaryCount = bytes.u16(at + 2, "DT_VERNEED");
		total = bounded(total + auxiliaryCount);
		for (let entry = 0; entry < auxiliaryCount; entry++) {
			versions.push(dynamic.string(bytes.u32(auxiliary + 8, "a version"), "a version's name"));
			const step = bytes.u32(auxiliary + 12, "a version");
			if (step === 0) break;
			auxiliary += step;
		}
		needed.push({ file, versions });
		const next = bytes.u32(at + 12, "DT_VERNEED");
		if (next === 0) break;
		at += next;
	}
	return needed;
}

/** For the host's own libc: the versions that it offers. */
export function readDefinedVersions(bytes: Bytes, dynamic: DynamicSection): string[] {
	const address = dynamic.value(dynamicTag.versionDefinitions);
	const count = dynamic.value(dynamicTag.versionDefinitionCount) ?? 0;
	if (address === undefined) return [];
	const defined: string[] = [];
	let at = dynamic.offsetOf(address, "DT_VERDEF");
	for (let index = 0; index < bounded(count); index++) {
		const auxiliary = at + bytes.u32(at + 12, "DT_VERDEF");
		defined.push(dynamic.string(bytes.u32(auxiliary, "a version"), "a version's name"));
		const next = bytes.u32(at + 16, "DT_VERDEF");
		if (next === 0) break;
		at += next;
	}
	return defined;
}

function bounded(count: number): number {
	if (count > maxRecords) throw new MalformedFile(`claims ${count} version records`);
	return count;
}
