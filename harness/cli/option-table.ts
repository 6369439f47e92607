/** Every option that the command line knows, as yargs and suggestions need it. */

const text = (describe: string) => ({ type: "string", requiresArg: true, describe }) as const;
const flag = (describe: string) => ({ type: "boolean", describe }) as const;

export const commonOptions = {
	json: flag("stdout holds one JSON document and nothing else"),
	"no-color": flag("no colours"),
};

export const storageOptions = {
	target: text("directory, empty file or unused block device that engines store on"),
	out: { ...text("directory for records and cases"), default: "assay-results" },
	"yes-destroy": text("repeats the path of a target that holds other data"),
};

export const formatOption = {
	format: {
		...text(
			"files to write: html, junit, ctrf, markdown, github, tap, csv, prometheus, sarif, hgrm, hlog, fio-json",
		),
		array: true,
	},
};

/** Where all runs are kept. */
export const historyOption = {
	history: text("SQLite file or postgres:// URL with all runs (default: history.sqlite in --out)"),
};
export const keepOptions = { ...historyOption, "no-history": flag("the run goes into no history") };

/** Of `history`: which runs, which series. */
export const historyOptions = {
	...historyOption,
	out: { ...text("directory whose history.sqlite is read"), default: "assay-results" },
	engine: text("runs of this engine, by its name"),
	"engine-version": text("... of this version"),
	digest: text("... of this build, by the first digits of its sha256"),
	host: text("runs on this host: its name or fingerprint"),
	workload: text("runs with a number of this workload"),
	metric: text("one series of numbers: iops, latencyNs.p99, stallNsMax, ..."),
	setting: text("the series of this setting, where several fit"),
	since: text("runs since a date, or so long ago: 12h, 90d"),
	limit: text("so many, the newest first (default: 30)"),
};
export const trendOptions = {
	...historyOption,
	out: historyOptions.out,
	host: historyOptions.host,
	setting: historyOptions.setting,
	since: text("points since a date, or so long ago: 12h, 90d"),
	last: text("the newest so many points, or some more (default: 500)"),
};
export const pruneOptions = {
	keep: text("the newest so many of each host stay"),
	"older-than": text("only what is older goes, e.g. 90d, or before a date"),
	apply: flag("removes them; without it nothing is changed"),
};

export const shardOptions = {
	shard: text("this run does part 2/4 of what is selected; 'assay merge' joins the parts"),
	plan: text("what 'assay plan --json' wrote: the shards as it balanced them"),
};

export const runOptions = {
	profile: text("quick, ci, certification or soak; snia: its workloads until steady state"),
	seed: text("whole number that every random choice follows from"),
	only: { ...text("ids to run, e.g. data.*; comma-separated or repeated"), array: true },
	skip: { ...text("ids to leave out"), array: true },
	"engine-config": text("JSON object, or a file with one"),
	duration: text("measured time of each workload, e.g. 10s"),
	...formatOption,
	...shardOptions,
	...keepOptions,
	...storageOptions,
	...commonOptions,
};

/** Of `plan`: what would be run, and how it is divided. */
export const planOptions = {
	shards: text("how many parts"),
	matrix: flag('one line {"include":[...]} for the strategy.matrix of a GitHub workflow'),
	baseline: text("as of certify"),
	profile: text("as of certify"),
	seed: text("as of certify; drawn once and printed, all parts need the same"),
	only: { ...text("as of certify"), array: true },
	skip: { ...text("as of certify"), array: true },
	duration: text("as of certify"),
	out: { ...text("directory whose history.sqlite knows durations"), default: "assay-results" },
	...keepOptions,
	"no-history": flag("balance by estimates alone"),
	...commonOptions,
};

export const compareOptions = {
	profile: text("quick, ci or certification: how many rounds, how long"),
	seed: text("whole number that orders and data follow from"),
	only: { ...text("workloads (default: the three at depth 1)"), array: true },
	duration: text("measured time of one child process, e.g. 250ms"),
	margin: text("throughput that may be lost, in percent (default: 2.5)"),
	prove: text("also compare the baseline with itself, delayed by so many percent"),
	"engine-config": text("JSON object, or a file with one"),
	...keepOptions,
	...storageOptions,
	...commonOptions,
};

export const workloadOption = {
	workload: {
		...text("a load of your own, e.g. rw=randread,bs=4k,qd=32,rate=50k; repeatable"),
		array: true,
	},
};
export const baselineOption = {
	baseline: text("what the candidates are to replace: an engine, a stored run or last-release"),
};
export const engineOption = { engine: text("another build of the engine than the recorded one") };
export const timesOption = {
	times: text("how often to run it again (default: 10 for a race, else 1)"),
};
export const reportOutOption = { out: text("directory for the files (default: the record's)") };
/** Of `report`: a server instead of files. */
export const serveOptions = {
	serve: flag("pages over the history, for this machine alone, until Ctrl-C"),
	port: text("... at this port (default: a free one)"),
	...historyOption,
};
export const languageOption = { lang: { ...text("language of the template"), default: "c" } };

/** Of `engines`: a catalogue of releases in place of the built-in engines. */
export const catalogueOptions = {
	catalogue: text("directory with a catalogue of releases; made by the first --publish"),
	publish: {
		...text("engine file, or JSON list of plugin specs, to add as a new snapshot"),
		array: true,
	},
	"roll-back": text("id of the snapshot that is to count again"),
	follow: text("directory with the catalogue that this one is to follow"),
};

/** For suggestions. */
export const optionNames = Object.keys({
	...runOptions,
	...compareOptions,
	...baselineOption,
	...workloadOption,
	...engineOption,
	...timesOption,
	...languageOption,
	...catalogueOptions,
	...historyOptions,
	...trendOptions,
	...pruneOptions,
	...planOptions,
	...serveOptions,
	help: true,
	version: true,
});
