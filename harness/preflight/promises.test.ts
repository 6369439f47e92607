import { describe, expect, test } from "bun:test";
import { find, findingsOf, judge, machine, refusal } from "./fixtures/judge.ts";
import { engineBytes, findFields, patched, renamed } from "./fixtures/patched-engine.ts";
import { judgeEngine } from "./inspect.ts";

describe("functions against promises", () => {
	test("every missing required function is named", () => {
		const data = renamed("bse_read_block", "bse_dear_block");
		expect(refusal(data)).toMatchObject({ id: "abi.required" });
		expect(refusal(data).reason).toContain("bse_read_block");
	});

	test("a claimed group with a function missing is a failure, and no capability", () => {
		const result = judge(renamed("bse_read_batch", "bse_dear_batch"));
		if (!result.ok) throw new Error(result.reason);
		const finding = find(result.findings, "abi.batch");
		expect(finding?.severity).toBe("failure");
		expect(finding?.message).toContain("bse_read_batch");
		expect(result.descriptor.capabilities).not.toContain("batch");
		expect(find(result.findings, "abi.unknown-function")?.message).toContain("bse_dear_batch");
	});

	test("a claimed group that is not there at all is a failure", () => {
		const findings = findingsOf(
			patched((view, { descriptor }) => {
				const claimed = view.getBigUint64(descriptor + 8, true);
				view.setBigUint64(descriptor + 8, claimed | (1n << 7n), true);
			}),
		);
		expect(find(findings, "abi.swap")?.severity).toBe("failure");
	});

	test("what is exported counts, whether its bit is set or not", () => {
		const data = patched((view, { descriptor }) => view.setBigUint64(descriptor + 8, 0n, true));
		const result = judge(data);
		if (!result.ok) throw new Error(result.reason);
		expect(result.descriptor.capabilities).toContain("batch");
		expect(find(result.findings, "abi.batch")?.severity).toBe("note");
	});

	test("half a group without its bit is a failure, too", () => {
		const half = renamed("bse_read_batch", "bse_dear_batch");
		const { descriptor } = findFields(half);
		new DataView(half.buffer).setBigUint64(descriptor + 8, 0n, true);
		expect(find(findingsOf(half), "abi.batch")?.severity).toBe("failure");
	});

	test("unknown bits are told", () => {
		const findings = findingsOf(
			patched((view, { descriptor }) => {
				view.setBigUint64(descriptor + 8, 1n << 40n, true);
				view.setBigUint64(descriptor + 16, 1n << 63n, true);
			}),
		);
		expect(find(findings, "abi.unknown-capability")?.severity).toBe("warning");
		expect(find(findings, "abi.unknown-guarantee")?.severity).toBe("warning");
	});

	test("a glibc newer than the host's is refused with the version named", () => {
		const libc = { path: "libc", versions: new Set(["GLIBC_2.2.5"]), highest: "GLIBC_2.2.5" };
		const result = judgeEngine(engineBytes(), machine, libc);
		if (result.ok) throw new Error("expected a refusal");
		expect(result.id).toBe("elf.glibc");
		expect(result.reason).toMatch(/needs GLIBC_2\.\d+.*GLIBC_2\.2\.5/);
	});
});
