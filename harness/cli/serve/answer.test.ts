import { expect, test } from "bun:test";
import { answer } from "./answer.ts";

const port = 8421;
const pages = async ({ pathname }: URL) => (pathname === "/" ? "<p>runs</p>" : undefined);

function ask(path: string, host = `127.0.0.1:${port}`, method = "GET"): Promise<Response> {
	const request = new Request(`http://127.0.0.1:${port}${path}`, { method, headers: { host } });
	return answer(request, port, pages);
}

test("a page, which may load, run, send and frame nothing", async () => {
	const response = await ask("/");
	expect([response.status, await response.text()]).toEqual([200, "<p>runs</p>"]);
	const policy = response.headers.get("content-security-policy") ?? "";
	expect(policy).toContain("default-src 'none'");
	expect(policy).toContain("frame-ancestors 'none'");
	expect(policy).not.toContain("script-src");
	expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
	expect(response.headers.get("access-control-allow-origin")).toBeNull();
	expect((await ask("/", `localhost:${port}`)).status).toBe(200);
});

test.each([
	...["example.org", `example.org:${port}`, "127.0.0.1", "127.0.0.1:80", `127.0.0.2:${port}`],
	...["", `127.0.0.1:${port}.example.org`, `localhost:${port}@example.org`, `0.0.0.0:${port}`],
])("the name %p is another's: nothing", async (host) => {
	const response = await ask("/", host);
	expect(response.status).toBe(403);
	expect(await response.text()).not.toContain("runs");
});

test.each(["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])(
	"%s changes nothing",
	async (method) => {
		const response = await ask("/", undefined, method);
		expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
	},
);

test.each([
	...["/x", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/runs/..%2f..%2fetc%2fpasswd"],
	...["//etc/passwd", "/record.json", "/%00", "/runs/"],
])("%p is no page", async (path) => {
	expect((await ask(path)).status).toBe(404);
});

test("a question without an end is not read", async () => {
	expect((await ask(`/?engine=${"x".repeat(100_000)}`)).status).toBe(414);
});
