export { runHost } from "./child.ts";
export { type Janitor, startJanitor } from "./janitor.ts";
export { jobPaths, superviseHost } from "./supervise.ts";
export { surviveSwaps } from "./survive.ts";
