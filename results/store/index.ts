/** What a run leaves on disk, and the history of all runs. */
export type { EngineOfRun, Entry, RunSummary, SeriesKey } from "./entry.ts";
export { entryOfRecord, hostFingerprint, shardName } from "./entry.ts";
export type { RunFilter } from "./filter.ts";
export type { HistoryOptions, SeriesFilter, SeriesPoint, SeriesSummary } from "./history.ts";
export { History, openHistory } from "./history.ts";
export * from "./journal.ts";
export { placeOf, withoutPassword } from "./place.ts";
export { StoreError } from "./problem.ts";
export { brokenSeal, textOf } from "./seal.ts";
