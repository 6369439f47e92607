import { expect, test } from "bun:test";
import { selectHonest } from "./select.ts";

const files = [
	"build/engines/nvme.so",
	"build/defective/honest-memory.so",
	"build/x/honest-file.so",
];
const options = { only: [], subset: false, seeds: 1, seed: 1, help: false };

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
