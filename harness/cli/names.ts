/** Two builds of one engine have one name: their results must not be taken for one's. Pure. */
import type { PreparedEngine } from "../contract/index.ts";

/** `baseline`: its index, if there is one. Names that are unique stay as they are. */
export function tellApart(
	engines: readonly PreparedEngine[],
	baseline: number | undefined,
): PreparedEngine[] {
	const taken = new Map<string, number>();
	for (const { file } of engines) {
		taken.set(file.descriptor.name, (taken.get(file.descriptor.name) ?? 0) + 1);
	}
	const seen = new Map<string, number>();
	return engines.map((engine, index) => {
		const { name } = engine.file.descriptor;
		if ((taken.get(name) ?? 0) < 2) return engine;
		if (index === baseline) return renamed(engine, `${name} (baseline)`);
		const nth = (seen.get(name) ?? 0) + 1;
		seen.set(name, nth);
		return nth === 1 ? engine : renamed(engine, `${name} (${nth})`);
	});
}

function renamed({ file, findings }: PreparedEngine, name: string): PreparedEngine {
	return { file: { ...file, descriptor: { ...file.descriptor, name } }, findings };
}
