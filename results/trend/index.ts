/** Where a series of measurements changed; pure. */
export { type ChangePoint, changePoints, isOver, type Trend, turnsOf } from "./change-points.ts";
export { keptText, keptWindows } from "./kept.ts";
export { wholeWindowsFrom, windowPoints } from "./windows.ts";
