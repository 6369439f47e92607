/** What a run leaves on disk; the history comes here too. */
export * from "./journal.ts";
