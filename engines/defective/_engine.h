/* What every base of the seeded defects shares: types, hooks and small helpers.
 *
 * A base (_memory_base.h, _file_base.h, _write_back_base.h) is an honest engine. Each behaviour is
 * a static function honest_X that is only ever called by its hook's name X:
 *
 *     #define store_delete defective_delete
 *     #include "_memory_base.h"
 *     static int32_t defective_delete(struct store *store, uint64_t id) { ... }
 *
 * changes that one behaviour and leaves the rest honest. The defective function may call the honest
 * one. store_X holds the data of one device and is shared with the fallback engine; serve_X is what
 * an exported function does after nothing but naming its arguments. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "block_engine.h"

#define UNUSED __attribute__((unused))
#define HAS(bits, bit) (((bits) & (bit)) != 0)

enum kind { KIND_READ, KIND_WRITE, KIND_DELETE, KIND_FLUSH, KIND_COUNT };

struct config {
	char device[4096];
	uint64_t block_size;
	uint64_t capacity_blocks; /* 0: what fits the device */
	uint64_t queue_depth;
	uint64_t pool_buffers;
	uint64_t log_level;
	bool standby;
};

/* A seeded defect may want a few fields of its own. */
#ifndef STORE_FIELDS
#define STORE_FIELDS
#endif
#ifndef ENGINE_FIELDS
#define ENGINE_FIELDS
#endif

#define STORE_COMMON          \
	pthread_rwlock_t lock;    \
	uint32_t block_size;      \
	uint64_t capacity_blocks; \
	_Atomic uint64_t used_blocks;

struct store; /* each base defines its own, beginning with STORE_COMMON */

struct lease_pool {
	pthread_mutex_t lock;
	void **buffers; /* allocated when first needed */
	bool *leased;
	uint32_t count;
};

#define LOG_LINES 128
#define LOG_LINE_BYTES 256

struct log {
	pthread_mutex_t lock;
	char (*lines)[LOG_LINE_BYTES];
	uint32_t first;
	uint32_t count;
};

struct bse_engine {
	struct store *store;
	bse_engine *fallback;
	bool is_fallback;
	struct config config;
	uint32_t block_size;
	_Atomic uint64_t successes[KIND_COUNT];
	_Atomic uint64_t failures[KIND_COUNT];
	_Atomic uint64_t busy_ns;
	_Atomic uint64_t timed_operations;
	_Atomic uint64_t in_flight;
	_Atomic bool unhealthy[KIND_COUNT];
	_Atomic uint32_t log_level;
	uint64_t opened_ns;
	struct lease_pool pool;
	struct log log;
	ENGINE_FIELDS
};

static UNUSED uint64_t now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static __thread char last_error_text[256];

/* Remembers why, returns the status: `return fail(-EINVAL, "...")`. */
static UNUSED __attribute__((format(printf, 2, 3))) int32_t fail(int32_t status, const char *format,
                                                                 ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(last_error_text, sizeof last_error_text, format, arguments);
	va_end(arguments);
	return status;
}

/* Errors that are the device's and not the caller's: they make the engine unhealthy. */
static UNUSED bool is_device_error(int32_t status)
{
	return status == -EIO || status == -ENOSPC || status == -EFBIG || status == -EDQUOT;
}
