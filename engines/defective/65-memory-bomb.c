/* defect: 65
 * title: memory grows without bound
 * caught-by: process.memory-leak
 * why: every write keeps a megabyte for a history that nobody reads. It stops at 1 GiB, for the
 * sake of the machine that runs this collection. */
#define ENGINE_NAME "d65-memory-bomb"
#define STORE_FIELDS _Atomic uint32_t megabytes;
#define store_write write_keeping
#include "_memory_base.h"

static int32_t write_keeping(struct store *store, uint64_t id, const void *data)
{
	volatile unsigned char *history = store->megabytes++ < 1024 ? malloc(1 << 20) : NULL;
	for (uint32_t at = 0; history != NULL && at < 1 << 20; at += 4096)
		history[at] = 1;
	return honest_store_write(store, id, data);
}
