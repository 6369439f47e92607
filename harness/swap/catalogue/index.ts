/** Releases of plugins: what there is, which build a host gets, and snapshots of them. */
export { type Architecture, hostArchitecture } from "./architecture.ts";
export { registerRelease } from "./deploy.ts";
export { decodeMeta, encodeMeta, metaFromJson, metaOf, metaToJson } from "./plugin-meta.ts";
export { idOf, type PluginSpec, parseSpecs } from "./plugin-spec.ts";
export { PluginRefused, type RefusalReason } from "./refusal.ts";
export { besideList, releaseAlso, specOfEngine } from "./release.ts";
export { resolveRelease } from "./resolve.ts";
export { selectRelease, type Wanted } from "./select.ts";
export type { Snapshot } from "./snapshot.ts";
export { SnapshotStore } from "./store.ts";
export { type SyncOutcome, type SyncState, synchronise } from "./synchronise.ts";
