/** A load thread in a Worker: commands in, reports out. Started by crew.ts alone. */
import { attachRecorder } from "../ffi/recorder.ts";
import type { ThreadPlan } from "./plan.ts";
import { LoadThread } from "./thread.ts";
import type { ThreadCommand } from "./thread-report.ts";

declare const self: Worker;

let thread: LoadThread | undefined;

self.onmessage = (event: MessageEvent<ThreadPlan | ThreadCommand>) => {
	const message = event.data;
	if (!("kind" in message)) {
		if (message.recorderPath !== undefined) {
			attachRecorder(message.recorderPath, message.thread + 1);
		}
		thread = new LoadThread(message);
		return;
	}
	if (thread === undefined) throw new Error("the load thread has no plan");
	self.postMessage(thread.handle(message));
};
