/* SPDX-License-Identifier: MIT
 *
 * block_engine.h - the ABI between a block storage engine plugin and its host.
 *
 * A plugin is a shared library that exports the bse_ functions below as flat C symbols and carries
 * one ELF note (BSE_PLUGIN) that says what it is, so that a host can judge it without running it.
 * Plain C99; usable from C++, Rust and Go (cgo).
 *
 * Rules that hold for every function
 *   status     0 or a negative errno (-ENOENT), in int32_t, unless the function says otherwise.
 *   memory     Buffers belong to the caller. The engine neither keeps nor touches them after it
 *              returned (queue: after the completion was polled). Write data is never modified.
 *   threads    With BSE_GUARANTEE_THREAD_SAFE any number of threads may call the block, batch,
 *              lease, flush, stats, health, metrics and log functions of one engine at the same
 *              time. Without it the host makes one call at a time, from any thread.
 *   failure    A failed call changes nothing that was acknowledged before. A write that returned
 *              an error may or may not have happened until the next write of that block.
 *   process    A plugin does not exit, fork, change signal dispositions or masks, limits, umask,
 *              environment, locale or directory, does not write to descriptors 0-2, and does not
 *              throw C++ exceptions or Go/Rust panics across this boundary. Its caller's thread
 *              keeps its name, processors, priority and floating-point mode.
 *              Go's runtime installs signal handlers of its own: those alone are excused.
 *
 * Growth: structs only grow at the end and start with their size where the other side fills them;
 * functions are only added. A host accepts its own major version with any minor one.
 */
#ifndef BLOCK_ENGINE_H
#define BLOCK_ENGINE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BSE_MAGIC 0x504C5547u /* 'PLUG' */
#define BSE_ABI_MAJOR 1u
#define BSE_ABI_MINOR 0u
#define BSE_ABI_VERSION ((uint16_t)((BSE_ABI_MAJOR << 8) | BSE_ABI_MINOR))
#define BSE_VERSION(major, minor, patch) \
	((uint32_t)(((uint32_t)(major) << 16) | ((uint32_t)(minor) << 8) | (uint32_t)(patch)))

#if defined(__GNUC__) || defined(__clang__)
#define BSE_EXPORT __attribute__((visibility("default")))
#else
#define BSE_EXPORT
#endif

/* ---------------------------------------------------------------- identity, readable unloaded */

/* Capabilities. A set bit promises every function of that group; an optional function that is
 * exported is tested, whether its bit is set or not; a bit without its functions is a defect. */
#define BSE_CAPABILITY_BATCH (1ull << 0)    /* bse_write_batch, bse_read_batch */
#define BSE_CAPABILITY_LEASE (1ull << 1)    /* bse_lease_block, bse_release_block (memory pool) */
#define BSE_CAPABILITY_QUEUE (1ull << 2)    /* bse_queue_create, _submit, _poll, _destroy */
#define BSE_CAPABILITY_HEALTH (1ull << 3)   /* bse_check_health */
#define BSE_CAPABILITY_METRICS (1ull << 4)  /* bse_collect_metrics */
#define BSE_CAPABILITY_LOGGING (1ull << 5)  /* bse_drain_log, bse_set_log_level */
#define BSE_CAPABILITY_FALLBACK (1ull << 6) /* bse_get_fallback_engine */
#define BSE_CAPABILITY_SWAP (1ull << 7)     /* bse_quiesce, bse_activate, "standby" */
/* The engine is a sink: it stores nothing and reads leave the buffer as it was. For measuring a
 * host. Checks of data do not apply to it, and so it can never be certified. */
#define BSE_CAPABILITY_SINK (1ull << 8)

/* Guarantees: what the engine promises and is held to.
 * Neither durability bit: the engine is volatile, its blocks end with bse_shutdown. */
#define BSE_GUARANTEE_THREAD_SAFE (1ull << 0)
#define BSE_GUARANTEE_DURABLE_AT_WRITE (1ull << 1) /* an acknowledged write survives a power cut */
#define BSE_GUARANTEE_DURABLE_AT_FLUSH (1ull << 2) /* what a successful bse_flush, bse_quiesce or
                                                      bse_shutdown covered survives a power cut */
#define BSE_GUARANTEE_ABSENT_READS_ZEROS (1ull << 3) /* else reading an absent block is -ENOENT */
#define BSE_GUARANTEE_ATOMIC_BLOCKS (1ull << 4)  /* after a crash a block is whole old or new */
#define BSE_GUARANTEE_PREFIX_RECOVERY (1ull << 5) /* after a crash the surviving writes are a
                                                     prefix of the order of acknowledgement */
#define BSE_GUARANTEE_UNLOAD_SAFE (1ull << 6) /* after the last bse_shutdown the library can be
                                                 unmapped: no thread, handler or destructor left */
/* Blocks pass the page cache by (O_DIRECT). Where a device refuses that, bse_initialize fails or a
 * log line of level "warn" says so. Without the bit, how an engine does its I/O is its affair. */
#define BSE_GUARANTEE_DIRECT_IO (1ull << 7)

typedef struct bse_descriptor {
	uint32_t size;           /* sizeof(bse_descriptor) of the plugin */
	uint32_t plugin_version; /* BSE_VERSION(major, minor, patch) */
	uint64_t capabilities;   /* BSE_CAPABILITY_ bits */
	uint64_t guarantees;     /* BSE_GUARANTEE_ bits */
	uint32_t block_size_min; /* bytes; block sizes are powers of two in [min, max] */
	uint32_t block_size_max;
	uint32_t buffer_alignment; /* bytes; buffers so aligned are fastest. Those aligned to it or to
	                              the block size, whichever is less, must work; others must work
	                              or be refused with -EINVAL, never be half served. */
	uint32_t reserved;         /* 0 */
	char name[32];             /* [a-z0-9-], zero-terminated */
	char vendor[32];
	char build[64]; /* free text: commit, compiler */
} bse_descriptor;

/* The plugin article's 16-byte header, little-endian. */
typedef struct bse_plugin_header {
	uint32_t magic;        /* BSE_MAGIC */
	uint16_t version;      /* BSE_ABI_VERSION */
	uint16_t reserved;     /* 0; its absence was the misaligned v1.2 header, refused by name */
	uint64_t entry_offset; /* from the header's first byte to the descriptor; >= 16, 8-aligned */
} bse_plugin_header;

/* The ELF note: owner "BSE", type 1, section .note.bse. */
typedef struct bse_note {
	uint32_t name_size;
	uint32_t descriptor_size;
	uint32_t type;
	char owner[4];
	bse_plugin_header header;
	bse_descriptor descriptor;
} bse_note;

#define BSE_NOTE_TYPE 1u

#ifdef __cplusplus
#define BSE_NOTE_LINKAGE extern /* a const of C++ is internal otherwise */
#else
#define BSE_NOTE_LINKAGE
#endif

/* Emits the note; once per plugin, at file scope:
 *   BSE_PLUGIN("my-engine", "acme", BSE_VERSION(1, 0, 0), BSE_CAPABILITY_BATCH,
 *              BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_DURABLE_AT_FLUSH, 512, 1048576, 4096,
 *              "build text");
 */
#define BSE_PLUGIN(name_, vendor_, version_, capabilities_, guarantees_, block_min_, block_max_, \
                   alignment_, build_)                                                           \
	BSE_NOTE_LINKAGE __attribute__((section(".note.bse"), used, aligned(8))) BSE_EXPORT          \
	    const bse_note                                                                           \
	    bse_plugin_note = {4u,                                                                   \
	                       (uint32_t)(sizeof(bse_plugin_header) + sizeof(bse_descriptor)),       \
	                       BSE_NOTE_TYPE,                                                        \
	                       {'B', 'S', 'E', '\0'},                                                \
	                       {BSE_MAGIC, BSE_ABI_VERSION, 0u, sizeof(bse_plugin_header)},          \
	                       {(uint32_t)sizeof(bse_descriptor), version_, capabilities_,           \
	                        guarantees_, block_min_, block_max_, alignment_, 0u, name_, vendor_, \
	                        build_}}

/* ------------------------------------------------------------------------------- life cycle */

typedef struct bse_engine bse_engine; /* opaque */

/* [any thread; required] Opens an engine over a device and makes it ready to serve.
 *
 * config_json: a JSON object of config_len bytes, not zero-terminated. Keys:
 *   device           string, required: path of a file or block device that exists
 *   block_size       bytes, power of two in [block_size_min, block_size_max]; default 4096, or
 *                    what of that range is next to it
 *   capacity_blocks  blocks to offer, 1..2^53-1; default: what fits the device. Ids are
 *                    0..capacity_blocks-1. More than fits the device is -ENOSPC or -EINVAL.
 *   queue_depth      1..4096; default 64; the deepest bse_queue_create allows
 *   pool_buffers     1..65536; default 64
 *   standby          true: open without writing, for bse_activate (BSE_CAPABILITY_SWAP)
 *   log_level        "error", "warn" (default), "info", "debug"
 * A key that is unknown, of a wrong type or out of range is -EINVAL, and bse_last_error names it;
 * keys that only matter to capabilities the engine lacks are checked and then ignored. A config
 * that is not one JSON object is -EINVAL.
 *
 * A device of only zeros is formatted; one that the engine wrote before is opened with its blocks
 * (a different block_size or a larger capacity_blocks is -EINVAL); anything else is refused. How
 * far an engine looks for other data is its choice, the first 512 bytes at least.
 * Initializing a device that another engine serves must be refused (-EBUSY) or take over as
 * bse_activate does. Instances share no state: two devices, two engines.
 * On failure *out is untouched and nothing is left behind. */
BSE_EXPORT int32_t bse_initialize(const char *config_json, uint32_t config_len, bse_engine **out);

/* [one thread, no other call running or later; required] Makes acknowledged writes durable
 * (durable engines), then frees everything: memory, descriptors, threads. The handle is gone even
 * if it returns an error, which reports what could not be made durable. */
BSE_EXPORT int32_t bse_shutdown(bse_engine *engine);

/* ----------------------------------------------------------------------------------- blocks */

/* [required] Writes one whole block. len must be the block size (-EINVAL), id below the capacity
 * (-ERANGE). Visible to every read that starts after it returned 0; a block of zeros is a block
 * that exists. -ENOSPC, -EFBIG, -EIO: not acknowledged. -ESTALE: another engine took over. */
BSE_EXPORT int32_t bse_write_block(bse_engine *engine, uint64_t id, const void *data, uint32_t len);

/* [required] Reads one whole block: one write's data, never a mixture of two. Absent: -ENOENT, or
 * zeros with BSE_GUARANTEE_ABSENT_READS_ZEROS. len, id as above. After an error the contents of
 * buf are undefined, but hold no other block's data. */
BSE_EXPORT int32_t bse_read_block(bse_engine *engine, uint64_t id, void *buf, uint32_t len);

/* [required] Makes the block absent. Of an absent block: 0 or -ENOENT, always the same one. */
BSE_EXPORT int32_t bse_delete_block(bse_engine *engine, uint64_t id);

/* [required] Every write and delete acknowledged before the call is durable when it returns 0.
 * After an error it stays an error until the data were written again or the engine was reopened;
 * a retried flush never reports lost data as clean. Volatile engines return 0. */
BSE_EXPORT int32_t bse_flush(bse_engine *engine);

/* ------------------------------------------------------------------------ stats and messages */

typedef struct bse_stats {
	uint32_t size; /* in: bytes the caller has; out: bytes filled */
	uint32_t reserved;
	uint64_t capacity_bytes; /* capacity_blocks x block_size, at most 2^64-1 */
	uint64_t used_bytes;     /* blocks present x block_size */
	/* Since initialize, one per block (a batch or queue item counts as one): calls that returned
	 * 0, and calls that returned an error. -ENOENT, -EINVAL, -ERANGE, -ESTALE and -EAGAIN may be
	 * counted as errors or not at all, never as successes. Lease counts as read. */
	uint64_t read_operations;
	uint64_t write_operations;
	uint64_t delete_operations;
	uint64_t flush_operations;
	uint64_t read_errors;
	uint64_t write_errors;
	uint64_t delete_errors;
	uint64_t flush_errors;
	double iops;       /* recent completions per second; an estimate, >= 0 */
	double latency_us; /* recent mean time in the engine per operation; 0 before the first */
} bse_stats;

/* [required] Fills min(stats->size, sizeof) bytes. */
BSE_EXPORT int32_t bse_get_stats(bse_engine *engine, bse_stats *stats);

/* [required] The calling thread's last failure as a sentence, zero-terminated, cut to cap; asked
 * right after it: a later call that succeeds may clear it. The call itself is no failure.
 * Returns its length without the zero, 0 if there was none. Needs no engine: it also explains a
 * failed bse_initialize. */
BSE_EXPORT int32_t bse_last_error(char *buf, uint32_t cap);

/* ------------------------------------------------------------- batch (BSE_CAPABILITY_BATCH) */

typedef struct bse_io {
	uint64_t id;
	void *data; /* written from, or read into */
	uint32_t len;
	int32_t status; /* out: this item's status, as the single call would return */
} bse_io;

/* [optional] Any n: 0 does nothing and returns 0. Every item gets its status. Returns 0 if all
 * items are 0, else the first bad item's status; a bad item does not spoil the others. Items with
 * the same id take effect in their order: the last one wins. */
BSE_EXPORT int32_t bse_write_batch(bse_engine *engine, bse_io *items, uint32_t n);
BSE_EXPORT int32_t bse_read_batch(bse_engine *engine, bse_io *items, uint32_t n);

/* ------------------------------------------------------------- lease (BSE_CAPABILITY_LEASE) */

/* [optional] The engine's own buffer with the block's contents at the time of the call, read-only,
 * unchanged until bse_release_block whatever else is called. -EAGAIN at once when pool_buffers
 * leases are out: it never waits. A pointer that is not leased out is -EINVAL at release. */
BSE_EXPORT int32_t bse_lease_block(bse_engine *engine, uint64_t id, const void **data,
                                   uint32_t *len);
BSE_EXPORT int32_t bse_release_block(bse_engine *engine, const void *data);

/* ------------------------------------------------------------- queue (BSE_CAPABILITY_QUEUE) */

typedef struct bse_queue bse_queue; /* opaque; used by one thread at a time */

#define BSE_OP_READ 1u
#define BSE_OP_WRITE 2u

typedef struct bse_op {
	uint64_t user_data; /* comes back in the completion */
	uint64_t id;
	void *data; /* the caller's, until the completion was polled */
	uint32_t len;
	uint32_t opcode; /* BSE_OP_ */
} bse_op;

typedef struct bse_completion {
	uint64_t user_data;
	int32_t status; /* as the single call would return */
	uint32_t reserved;
} bse_completion;

/* [optional] depth: operations in flight at most, 1..queue_depth of the config (-EINVAL). */
BSE_EXPORT int32_t bse_queue_create(bse_engine *engine, uint32_t depth, bse_queue **out);
/* [optional] Takes operations in order until the queue is full and returns how many, 0..n. An
 * operation that was taken yields exactly one completion, bad ids and lengths included. Taken
 * operations on one id may run in any order. */
BSE_EXPORT int32_t bse_queue_submit(bse_queue *queue, const bse_op *ops, uint32_t n);
/* [optional] Returns how many completions were stored, 0..max. Waits for the first up to
 * timeout_us (0: not at all), never when nothing is in flight. */
BSE_EXPORT int32_t bse_queue_poll(bse_queue *queue, bse_completion *out, uint32_t max,
                                  uint32_t timeout_us);
/* [optional] Waits for what is in flight, drops its completions, frees the queue. Queues are
 * destroyed before their engine is shut down. */
BSE_EXPORT int32_t bse_queue_destroy(bse_queue *queue);

/* -------------------------------------------------- health, metrics, log, fallback (optional) */

/* [optional] Returns 1 healthy, 0 not, with the reason as a zero-terminated sentence. Unhealthy
 * from the first operation that failed for the device's sake (-EIO, -ENOSPC, -EFBIG, short
 * transfers) until one of its kind succeeded again. */
BSE_EXPORT int32_t bse_check_health(bse_engine *engine, char *reason, uint32_t cap);

/* [optional] One JSON object with at least the numbers read_iops, write_iops, avg_latency
 * (microseconds), queue_depth (operations in flight now). Returns its length, or -ENOSPC if cap
 * bytes do not hold it with a terminating zero. */
BSE_EXPORT int32_t bse_collect_metrics(bse_engine *engine, char *json, uint32_t cap);

/* [optional] Hands out whole NDJSON lines {"level":..,"message":..}, oldest first; returns the
 * bytes stored, 0 when there are none, -ENOSPC if the next line is longer than cap. Polled:
 * callbacks from engine threads are unsafe in many hosts. */
BSE_EXPORT int32_t bse_drain_log(bse_engine *engine, char *ndjson, uint32_t cap);
#define BSE_LOG_ERROR 0u
#define BSE_LOG_WARN 1u
#define BSE_LOG_INFO 2u
#define BSE_LOG_DEBUG 3u
BSE_EXPORT int32_t bse_set_log_level(bse_engine *engine, uint32_t level);

/* [optional] An engine over the same data that serves when this one fails. Owned by its parent:
 * it is never shut down by the host and ends with its parent. -ENOENT: none for this config. */
BSE_EXPORT int32_t bse_get_fallback_engine(bse_engine *engine, bse_engine **out);

/* ---------------------------------------------------------- hot swap (BSE_CAPABILITY_SWAP) */

/* The hand-over:   old: serving --quiesce--> quiesced          --shutdown-->
 *                  new: standby            --activate--> serving
 *
 * [optional] Finishes what is in flight and hands everything acknowledged to the device, so that
 * another engine over it sees all of it after bse_activate. After 0 the engine is quiesced: reads
 * give the data or -ESTALE, writes and deletes are -ESTALE. -ETIMEDOUT after deadline_ms: it goes
 * on serving. */
BSE_EXPORT int32_t bse_quiesce(bse_engine *engine, uint32_t deadline_ms);

/* [optional] A standby or quiesced engine takes the device over: it reads the metadata again and
 * fences the former writer, whose later writes and deletes are -ESTALE even if it was never
 * quiesced. On failure the engine stays as it was and the former writer is not fenced. A standby
 * engine that was not activated answers reads with -EAGAIN or with data, writes with -ESTALE. */
BSE_EXPORT int32_t bse_activate(bse_engine *engine);

#ifdef __cplusplus
}
#endif

#endif
