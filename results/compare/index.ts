/** Statistics over paired runs; pure. */
export type { ComparisonPlan, Round, Slot, Values } from "./comparison.ts";
export type { MetricVerdict } from "./judge.ts";
export { slotOrder } from "./order.ts";
export { comparisonVersion, parseComparison } from "./parse.ts";
export { type QuantileShift, quantileShifts } from "./shift.ts";
export { sideBySide } from "./side-by-side.ts";
export { type StoredBaseline, storedRunsMin } from "./stored.ts";
export * from "./whole.ts";
