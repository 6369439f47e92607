import type { EngineDescriptor } from "../contract/index.ts";

/** `vendor.name.version`, as in `acme.fast-disk.1.2.0`; a label may follow as `+label`. */
const format = /^[a-z0-9-]+\.[a-z0-9-]+\.\d+\.\d+\.\d+(\+[a-z0-9-]+)?$/;

/** The id that a plugin's note gives it; the vendor is free text there, so it is simplified. */
export function pluginIdOf(descriptor: EngineDescriptor, label?: string): string {
	const simple = (text: string) =>
		text
			.toLowerCase()
			.replace(/[^a-z0-9-]+/g, "-")
			.replace(/^-+|-+$/g, "") || "unknown";
	const id = `${simple(descriptor.vendor)}.${simple(descriptor.name)}.${descriptor.version}`;
	return checkPluginId(label === undefined ? id : `${id}+${label}`);
}

export function checkPluginId(id: string): string {
	if (format.test(id)) return id;
	throw new Error(`"${id}" is no plugin id: it must be vendor.name.version, like acme.disk.1.2.0`);
}
