import { expect, test } from "bun:test";
import { parseHeader, type SeededEngine } from "./header.ts";
import { isRace, selectHonest, selectSeeded } from "./select.ts";

const files = [
	"build/engines/nvme.so",
	"build/defective/honest-memory.so",
	"build/x/honest-file.so",
];
const options = { only: [], subset: false };

test("honest engines are taken all, by a part of their name, or as the quick subset", () => {
	expect(selectHonest(files, options)).toEqual(files);
	expect(selectHonest(files, { ...options, only: ["honest"] })).toEqual(files.slice(1));
	expect(selectHonest(files, { ...options, subset: true })).toEqual([files[1] as string]);
});

test("a defect's number names no honest engine, and a directory no engine at all", () => {
	expect(selectHonest([...files, "build/54/honest-54.so"], { ...options, only: ["54"] })).toEqual(
		[],
	);
	expect(selectHonest(files, { ...options, only: ["engines"] })).toEqual([]);
});

const race = parseHeader(
	"engines/defective/41-x.c",
	"/* defect: 41\n * title: t\n * caught-by: data.model\n * attempts: 3\n * why: w */",
) as SeededEngine;

test("a sweep over honest engines has no seeded ones; more than one try is a race", () => {
	expect(selectSeeded([race], { ...options, honest: false })).toEqual([race]);
	expect(selectSeeded([race], { ...options, honest: true })).toEqual([]);
	expect([race, { ...race, attempts: 1 }].map(isRace)).toEqual([true, false]);
});
