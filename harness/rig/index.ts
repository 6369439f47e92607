export { openLoopDevice, openSmallFileSystem } from "./loop.ts";
export { releaseBelow } from "./mounts.ts";
export { openRig } from "./rig.ts";
