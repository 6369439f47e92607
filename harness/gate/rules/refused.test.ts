import { expect, test } from "bun:test";
import { profiles } from "../profiles.ts";
import { parseProfile } from "./profile-file.ts";

const vocabulary = {
	workloads: ["randread-4k-qd1"],
	swaps: ["swap.under-load"],
	checks: ["data.delete"],
	didYouMean: (word: string, known: readonly string[], otherwise: string) => {
		const near = known.find((each) => each.slice(0, 3) === word.slice(0, 3));
		return near === undefined ? `; ${otherwise}` : `; did you mean ${near}`;
	},
};
const gate = (assert: string, id = "mine") => `[[gate]]\nid = "${id}"\nassert = "${assert}"\n`;
const waiver = (changes: Record<string, string>) => {
	const given = { id: '"w"', gate: '"swap.stall"', reason: '"slow disk in the lab"', ...changes };
	const lines = Object.entries({ expires: "2026-12-31", ...given });
	return `[[waiver]]\n${lines.map(([key, value]) => `${key} = ${value}`).join("\n")}`;
};

const cases: [string, string, string][] = [
	["broken TOML", "[[gate\nid = 1", "line 2, column"],
	["a value that is none", "name = \n", "line 2, column 8"],
	["a key twice", 'name = "a"\nname = "b"', "line 3, column"],
	["an unknown key", "swapStalNsMax = 4", "line 2, column 1"],
	["an unknown key of a gate", `${gate("swap.count > 1")}sevrity = "hard"`, "line 5, column 1"],
	["no expression", gate("p99 is fine"), "is no expression"],
	["an unknown metric", gate("randread-4k-qd1.iosp > 1"), "no metric"],
	["an unknown metric's neighbour", gate("swap.lostWriets == 0"), "did you mean lostWrites"],
	["an unknown subject", gate("randraed-4k-qd1.iops > 1"), "did you mean randread-4k-qd1"],
	["its place", gate("randread-4k-qd1.iosp > 1"), "line 4, column 11: gate mine"],
	["an unknown unit", gate("randread-4k-qd1.latencyNs.p99 < 2 msec"), "is no unit"],
	["a unit of something else", gate("randread-4k-qd1.iops > 2ms"), "is no unit"],
	["a time without a unit", gate("randread-4k-qd1.latencyNs.p99 < 2"), "lacks a unit"],
	["a share of nothing", gate("randread-4k-qd1.iops > 95%"), "of baseline"],
	["a verdict that is none", gate("data.delete == passed"), "did you mean pass"],
	["an order of verdicts", gate("data.delete > fail"), "orders verdicts"],
	["a gate that can't fail", gate("swap.lostWrites >= 0"), "can never fail"],
	["a gate that can't pass", gate("swap.lostWrites < 0"), "can never pass"],
	["a share of a swap's baseline", gate("swap.stallNsMax < 95% of baseline"), "workloads only"],
	[
		"contradictory gates",
		gate("randread-4k-qd1.latencyNs.p99 < 1ms", "a") +
			gate("randread-4k-qd1.latencyNs.p99 > 2000us", "b"),
		"contradict",
	],
	[
		"contradictory counts",
		gate("swap.count > 19", "a") + gate("swap.count < 20", "b"),
		"contradict",
	],
	[
		"contradictory verdicts",
		gate("data.delete == pass", "a") + gate("data.delete != pass", "b"),
		"contradict",
	],
	["one id twice", gate("swap.count > 1") + gate("swap.count > 2"), "there twice"],
	["an id of Assay's own", gate("swap.count > 1", "swap.stall"), "Assay's own"],
	["a waiver without an expiry", waiver({ expires: '""' }), "expires"],
	["a waiver for the 31st of April", waiver({ expires: '"2026-04-31"' }), "expires"],
	["a waiver without a reason", waiver({ reason: '"  "' }), "needs a sentence"],
	["a waiver for an unknown gate", waiver({ gate: '"swap.stal"' }), "unknown gate"],
	["a waiver for completeness", waiver({ gate: '"run.complete"' }), "cannot be waived"],
];

test.each(cases)("%s is refused", (_what, text, reason) => {
	const read = parseProfile(`extends = "quick"\n${text}`, vocabulary);
	expect(read.ok ? "accepted" : read.message).toContain(reason);
});

test("a profile of nothing but its base is the base", () => {
	const read = parseProfile('extends = "certification"', vocabulary);
	if (!read.ok) throw new Error(read.message);
	const { rules, ...rest } = read.profile;
	expect(rest).toEqual(profiles.certification);
	expect(rules).toMatchObject({ gates: [], waivers: [] });
});

test("a base that is none is refused", () => {
	for (const text of ["", 'extends = "fast"']) {
		const read = parseProfile(text, vocabulary);
		expect(read.ok ? "accepted" : read.message).toContain("extends");
	}
});

test("gates that leave room for each other are no contradiction", () => {
	const both = [
		["randread-4k-qd1.latencyNs.p99 < 2ms", "randread-4k-qd1.latencyNs.p99 > 1ms"],
		["swap.count >= 20", "swap.count <= 20"],
		["swap.count > 19", "swap.count < 22"],
		["data.delete != fail", "data.delete != hung"],
	];
	for (const [a = "", b = ""] of both) {
		const read = parseProfile(`extends = "ci"\n${gate(a, "a")}${gate(b, "b")}`, vocabulary);
		expect(read.ok ? "accepted" : read.message).toBe("accepted");
	}
});
