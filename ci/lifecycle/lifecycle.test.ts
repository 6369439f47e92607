import { expect, test } from "bun:test";
import { measureLifecycle } from "../lifecycle.ts";

test("every step of every size is measured, and stands beside the article's table", async () => {
	const text = await measureLifecycle(2);
	for (const step of ["preflight", "load", "initialize", "first write", "shutdown", "unload"]) {
		expect(text.match(new RegExp(`MB: ${step} `, "g"))).toHaveLength(3);
	}
	const row = (name: string, article: string) =>
		new RegExp(`${name} +│ +${article} │ +[0-9.]+ `).test(text);
	expect(row("first load, ms", "86")).toBe(true);
	expect(row("hot load, ms", "14\\.2")).toBe(true);
	expect(row("hot load, ms", "29\\.8")).toBe(true);
	// A library of 2.1 MB takes at least itself.
	const [small = 0, large = 0] = [...text.matchAll(/memory, MB +│ +[\d.]+ │ +([\d.]+)/g)].map(
		([, value]) => Number(value),
	);
	expect(small).toBeGreaterThanOrEqual(2.1);
	expect(large).toBeGreaterThanOrEqual(8.4);
}, 120_000);
