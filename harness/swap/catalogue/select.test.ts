import { expect, test } from "bun:test";
import { hostArchitecture } from "./architecture.ts";
import { type PluginSpec, parseSpec, parseSpecs } from "./plugin-spec.ts";
import { selectRelease } from "./select.ts";

const digest = "a".repeat(64);

/** The article's list, with a vendor, and a few more. */
const listedValues = [
	["article.nvme_storage", "1.2.0", "amd64"],
	["article.nvme_storage", "1.2.0", "arm64"],
	["article.nvme_storage", "1.10.0", "arm64"],
	["article.nvme_storage", "1.9.3", "amd64"],
	["article.nvme_storage", "2.0.0", "amd64"],
	["acme.disk", "1.0.0", "arm64"],
	["other.disk", "1.0.0", "arm64"],
].map(([name = "", version, arch]) => ({
	name,
	version,
	arch,
	path: `plugins/${name.split(".")[1]}_${version}_${arch}.so`,
	digest,
}));
const specs = parseSpecs(listedValues, "list");

test("the newest version in the range, for the architecture that is asked for", () => {
	const pick = (range: string, arch: "amd64" | "arm64") =>
		selectRelease(specs, { name: "nvme_storage", range, arch }).path;
	expect(pick("1.2.0", "amd64")).toBe("plugins/nvme_storage_1.2.0_amd64.so");
	expect(pick("1.2.0", "arm64")).toBe("plugins/nvme_storage_1.2.0_arm64.so");
	expect(pick("^1.2", "amd64")).toBe("plugins/nvme_storage_1.9.3_amd64.so");
	expect(pick("^1", "arm64")).toBe("plugins/nvme_storage_1.10.0_arm64.so");
	expect(pick("*", "amd64")).toBe("plugins/nvme_storage_2.0.0_amd64.so");
	expect(pick(">=1 <2 || 9", "amd64")).toBe("plugins/nvme_storage_1.9.3_amd64.so");
});

test("without an architecture it is the host's", () => {
	const wanted = { name: "article.nvme_storage", range: "1.2.0" };
	expect(selectRelease(specs, wanted).arch).toBe(hostArchitecture() as "amd64");
	expect([hostArchitecture("x64"), hostArchitecture("arm64")]).toEqual(["amd64", "arm64"]);
	expect(hostArchitecture("riscv64")).toBeUndefined();
});

test("a refusal says which of name, version and architecture did not fit, and what there is", () => {
	const pick = (name: string, range: string, arch: "amd64" | "arm64") => () =>
		selectRelease(specs, { name, range, arch });
	expect(pick("nvm", "*", "amd64")).toThrow("known: acme.disk, article.nvme_storage, other.disk");
	expect(pick("disk", "*", "arm64")).toThrow("say which (acme.disk, other.disk)");
	expect(pick("nvme_storage", "^3", "amd64")).toThrow("released: 2.0.0, 1.10.0, 1.9.3, 1.2.0");
	expect(pick("nvme_storage", "1.10.0", "amd64")).toThrow(
		"article.nvme_storage 1.10.0 has no build for amd64 (released: 1.10.0 for arm64)",
	);
	expect(pick("nvme_storage", "", "amd64")).toThrow('"" is no version range');
});

test("a spec that is not understood is refused by its key", () => {
	const good = { name: "a.b", version: "1.2.3", arch: "amd64", path: "x.so", digest };
	expect(parseSpec(good, "it").dependencies).toEqual([]);
	for (const [change, text] of [
		[{ name: "nvme_storage" }, 'name: "nvme_storage" has no vendor: write vendor.nvme_storage'],
		[{ name: ".disk" }, "is no plugin id"],
		[{ name: "A B.c" }, "is no plugin id"],
		[{ name: "a.b.c" }, "is no plugin id"],
		[{ version: "1.2" }, '"1.2" is no plugin version'],
		[{ version: "1.2.3-rc.1" }, "MAJOR.MINOR.PATCH"],
		[{ version: "1.256.0" }, "up to 65535.255.255"],
		[{ arch: "x86_64" }, "arch: must be amd64 or arm64"],
		[{ path: "" }, "path: "],
		[{ digest: digest.slice(1) }, "digest: must be a sha256"],
		[{ dependencies: ["a.b@*"] }, "depends on itself"],
		[{ dependencies: ["nonsense"] }, "is no plugin id"],
		[{ sha: "1" }, "sha"],
	] as const) {
		expect(() => parseSpec({ ...good, ...change }, "it")).toThrow(text);
	}
	expect(() => parseSpecs([good, good] as PluginSpec[], "list")).toThrow(
		"list: a.b.1.2.3 (amd64) is listed twice",
	);
	expect(() => parseSpecs({}, "list")).toThrow("must be an array");
});
