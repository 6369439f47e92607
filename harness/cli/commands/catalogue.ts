/**
 * `assay engines --catalogue DIR`: the releases that count, verified, and the snapshots before. A
 * release is an engine file like any other: DIR/current/vendor.name.1.2.0.amd64.so.
 */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { safe } from "../../../results/report/index.ts";
import { schemaVersion } from "../../../results/schema/index.ts";
import { exitCodes } from "../../gate/index.ts";
import { inspectEngine } from "../../preflight/index.ts";
import {
	besideList,
	hostArchitecture,
	idOf,
	type PluginSpec,
	parseSpecs,
	releaseAlso,
	type Snapshot,
	SnapshotStore,
	type SyncOutcome,
	specOfEngine,
	synchronise,
} from "../../swap/catalogue/index.ts";
import type { CommonOptions } from "../context.ts";
import type { CatalogueChange } from "../engines-parser.ts";
import { printJson, printResult, say } from "../output.ts";
import { Refusal } from "../refusal.ts";
import { refusing } from "../refusing.ts";

export async function catalogueCommand(
	directory: string,
	change: CatalogueChange | undefined,
	options: CommonOptions,
): Promise<number> {
	const store = new SnapshotStore(resolve(directory));
	return await refusing(async () => {
		const sync = await apply(store, change);
		const current = store.current();
		if (current === undefined && sync === undefined) {
			throw new Refusal(`${directory} is no catalogue; --publish an engine file makes it one.`);
		}
		if (current !== undefined) store.verify(current);
		const history = store.history(current);
		if (sync !== undefined) say(`${sync.state}: ${sync.message}`);
		if (options.json) await printJson(toDocument(store, current, history, sync));
		else await printResult(lines(store, current, history).join("\n"));
		return sync?.state === "pending" ? exitCodes.inconclusive : exitCodes.pass;
	});
}

async function apply(
	store: SnapshotStore,
	change: CatalogueChange | undefined,
): Promise<SyncOutcome | undefined> {
	if (change === undefined) return undefined;
	if (change.kind === "follow") return await synchronise(store, resolve(change.remote));
	if (change.kind === "roll-back") store.rollBack(change.to);
	else releaseAlso(store, change.files.flatMap(buildsOf), Date.now());
	return undefined;
}

/** An engine's file says itself what it is; a list can also name builds for other hosts. */
function buildsOf(path: string): PluginSpec[] {
	if (path.endsWith(".json")) {
		const builds = besideList(parseSpecs(readList(path), path), dirname(resolve(path)));
		for (const build of builds) checkVersionOf(build);
		return builds;
	}
	const result = inspectEngine(path);
	if (result.ok) return [specOfEngine(result.prepared.file)];
	throw new Refusal(result.refusal.message);
}

/** A file that is no engine, or another than is listed, is refused for that when it is taken in. */
function checkVersionOf(build: PluginSpec): void {
	const result = inspectEngine(build.path);
	if (!result.ok || result.prepared.file.digest !== build.digest) return;
	const { version } = result.prepared.file.descriptor;
	if (version === build.version) return;
	throw new Refusal(
		`${idOf(build)}: ${build.path} says that it is version ${version}; list it by that.`,
	);
}

function readList(path: string): unknown {
	try {
		return JSON.parse(readFileSync(path, "utf8"));
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		throw new Refusal(`${path} is no list of plugin specs (${code ?? message}).`);
	}
}

function toDocument(
	store: SnapshotStore,
	current: Snapshot | undefined,
	history: readonly Snapshot[],
	sync: SyncOutcome | undefined,
) {
	const snapshots = history.map(({ id, parent, timestampMs, plugins }) => {
		return { id, parent: parent ?? null, timestampMs, builds: plugins.length };
	});
	const plugins = current?.plugins.map((spec) => {
		return { ...spec, id: idOf(spec), path: pathOf(store, spec), forThisHost: isForHost(spec) };
	});
	const state = sync === undefined ? {} : { state: sync.state, message: sync.message };
	return { schemaVersion, catalogue: store.directory, ...state, snapshots, plugins: plugins ?? [] };
}

function lines(
	store: SnapshotStore,
	current: Snapshot | undefined,
	history: readonly Snapshot[],
): string[] {
	if (current === undefined) return ["no snapshot yet"];
	const width = Math.max(0, ...current.plugins.map((spec) => idOf(spec).length));
	const builds = current.plugins.flatMap((spec) => {
		const fit = isForHost(spec) ? "for this host" : "for other hosts";
		const needs = spec.dependencies.length > 0 ? `; needs ${spec.dependencies.join(", ")}` : "";
		const first = `${idOf(spec).padEnd(width)}  ${spec.arch}, ${fit}${needs}`;
		return [first, `  ${safe(pathOf(store, spec), 400)}`];
	});
	const snapshots = history.map(({ id, timestampMs, plugins }, index) => {
		const time = new Date(timestampMs).toISOString();
		const mark = index === 0 ? " (current)" : "";
		return `  ${id.slice(0, 12)}  ${time}  ${plugins.length} builds${mark}`;
	});
	return [...builds, "snapshots, the newest first; each verified against its id:", ...snapshots];
}

/** By way of `current`: the path of a build stays the same while snapshots follow each other. */
function pathOf(store: SnapshotStore, spec: PluginSpec): string {
	return join(store.directory, "current", spec.path);
}

function isForHost({ arch }: PluginSpec): boolean {
	return arch === hostArchitecture();
}
