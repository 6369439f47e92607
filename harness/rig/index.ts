export { releaseBelow } from "./mounts.ts";
export { openRig } from "./rig.ts";
