/** What every room of the harness and every suite shares: types, and where Assay's files are. */
export * from "./chase.ts";
export * from "./check.ts";
export * from "./device-number.ts";
export * from "./drill.ts";
export * from "./engine.ts";
export * from "./gate-rule.ts";
export * from "./history.ts";
export * from "./job.ts";
export * from "./profile.ts";
export * from "./rig.ts";
export * from "./run.ts";
export * from "./scripts.ts";
export * from "./system-error.ts";
export * from "./target.ts";
export * from "./turns.ts";
export * from "./victim-log.ts";
export * from "./workload.ts";
