/* Every hook's honest default, and its prototype. See _engine.h. */
#ifndef store_open
#define store_open honest_store_open
#endif
#ifndef store_close
#define store_close honest_store_close
#endif
#ifndef store_read
#define store_read honest_store_read
#endif
#ifndef store_write
#define store_write honest_store_write
#endif
#ifndef store_delete
#define store_delete honest_store_delete
#endif
#ifndef store_flush
#define store_flush honest_store_flush
#endif
#ifndef store_quiesce
#define store_quiesce honest_store_quiesce
#endif
#ifndef store_activate
#define store_activate honest_store_activate
#endif
#ifndef parse_config
#define parse_config honest_parse_config
#endif
#ifndef check_block
#define check_block honest_check_block
#endif
#ifndef account
#define account honest_account
#endif
#ifndef log_line
#define log_line honest_log_line
#endif
#ifndef serve_initialize
#define serve_initialize honest_serve_initialize
#endif
#ifndef serve_shutdown
#define serve_shutdown honest_serve_shutdown
#endif
#ifndef serve_write
#define serve_write honest_serve_write
#endif
#ifndef serve_read
#define serve_read honest_serve_read
#endif
#ifndef serve_delete
#define serve_delete honest_serve_delete
#endif
#ifndef serve_flush
#define serve_flush honest_serve_flush
#endif
#ifndef serve_stats
#define serve_stats honest_serve_stats
#endif
#ifndef serve_batch
#define serve_batch honest_serve_batch
#endif
#ifndef serve_lease
#define serve_lease honest_serve_lease
#endif
#ifndef serve_release
#define serve_release honest_serve_release
#endif
#ifndef serve_submit
#define serve_submit honest_serve_submit
#endif
#ifndef serve_poll
#define serve_poll honest_serve_poll
#endif
#ifndef serve_check_health
#define serve_check_health honest_serve_check_health
#endif
#ifndef serve_metrics
#define serve_metrics honest_serve_metrics
#endif
#ifndef serve_drain_log
#define serve_drain_log honest_serve_drain_log
#endif
#ifndef serve_fallback
#define serve_fallback honest_serve_fallback
#endif

/* Data of one device. store_read's buffer and store_write's data are one block. */
static int32_t store_open(const struct config *config, struct store **out);
static int32_t store_close(struct store *store);
static int32_t store_read(struct store *store, uint64_t id, void *buf);
static int32_t store_write(struct store *store, uint64_t id, const void *data);
static int32_t store_delete(struct store *store, uint64_t id);
static int32_t store_flush(struct store *store);

static int32_t parse_config(const char *json, uint32_t len, struct config *out);
/* Is this a call on a block of this engine: length, id, pointer. */
static int32_t check_block(bse_engine *engine, uint64_t id, const void *data, uint32_t len);
/* Counts one finished operation, and lets health follow it. Returns the status. */
static int32_t account(bse_engine *engine, enum kind kind, uint64_t started_ns, int32_t status);
static void log_line(bse_engine *engine, uint32_t level, const char *message);

static int32_t serve_initialize(const char *json, uint32_t len, bse_engine **out);
static int32_t serve_shutdown(bse_engine *engine);
static int32_t serve_write(bse_engine *engine, uint64_t id, const void *data, uint32_t len);
static int32_t serve_read(bse_engine *engine, uint64_t id, void *buf, uint32_t len);
static int32_t serve_delete(bse_engine *engine, uint64_t id);
static int32_t serve_flush(bse_engine *engine);
static int32_t serve_stats(bse_engine *engine, bse_stats *stats);
UNUSED static int32_t serve_batch(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n);
UNUSED static int32_t serve_lease(bse_engine *engine, uint64_t id, const void **data,
                                  uint32_t *len);
UNUSED static int32_t serve_release(bse_engine *engine, const void *data);
UNUSED static int32_t serve_submit(bse_queue *queue, const bse_op *ops, uint32_t n);
UNUSED static int32_t serve_poll(bse_queue *queue, bse_completion *out, uint32_t max,
                                 uint32_t timeout_us);
UNUSED static int32_t serve_check_health(bse_engine *engine, char *reason, uint32_t cap);
UNUSED static int32_t serve_metrics(bse_engine *engine, char *json, uint32_t cap);
UNUSED static int32_t serve_drain_log(bse_engine *engine, char *ndjson, uint32_t cap);
UNUSED static int32_t serve_fallback(bse_engine *engine, bse_engine **out);
