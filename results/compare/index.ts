/** Statistics over paired runs; pure. */
export { benjaminiHochberg, holm } from "./adjust.ts";
export * from "./comparison.ts";
export { minimalDetectable, robustDeviation } from "./detectable.ts";
export { type Estimate, hodgesLehmann, pairwiseMeans } from "./hodges-lehmann.ts";
export { isDecided, judgeLook, type MetricVerdict, roundsMin } from "./judge.ts";
export { slotOrder } from "./order.ts";
export { type Random, seededRandom } from "./random.ts";
export { type Alternative, type SignFlipResult, signFlipTest } from "./sign-flip.ts";
export { type SignedRankResult, signedRankTest } from "./signed-rank.ts";
export * from "./whole.ts";
