/** Where a series of measurements changed; pure. */
export { type ChangePoint, changePoints, type Trend } from "./change-points.ts";
export { wholeWindowsFrom } from "./windows.ts";
