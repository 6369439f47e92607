/** What a run leaves on disk, and the history of all runs. */
export { entryOfComparison } from "./comparison-entry.ts";
export type { Entry, RunSummary, SeriesKey } from "./entry.ts";
export { entryOfRecord, hostFingerprint, settingOf } from "./entry.ts";
export type { RunFilter } from "./filter.ts";
export type { HistoryOptions } from "./history.ts";
export { History, openHistory } from "./history.ts";
export * from "./journal.ts";
export * from "./ndjson.ts";
export { withoutPassword } from "./place.ts";
export { StoreError } from "./problem.ts";
export type { Retention } from "./prune.ts";
export { brokenSeal, sealed, textOf } from "./seal.ts";
export type { SeriesFilter, SeriesPoint, SeriesSummary } from "./series.ts";
