/** Gates: pure functions from a run record and a profile to gate results, verdict and exit code. */
export { type ExitCode, exitCodeFor, exitCodes } from "./exit.ts";
export { type Judgement, judge } from "./judge.ts";
export { profiles } from "./profiles.ts";
export type { Vocabulary } from "./rules/expression.ts";
export { type ProfileFile, parseProfile } from "./rules/profile-file.ts";
