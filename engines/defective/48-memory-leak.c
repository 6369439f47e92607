/* defect: 48
 * title: every read leaks its bounce buffer
 * caught-by: process.memory-leak
 * why: freed on the error path only. */
#define ENGINE_NAME "d48-memory-leak"
#define store_read read_leaking
#include "_memory_base.h"

static int32_t read_leaking(struct store *store, uint64_t id, void *buf)
{
	void *bounce = malloc(store->block_size);
	int32_t status = honest_store_read(store, id, bounce);
	memcpy(buf, bounce, status == 0 ? store->block_size : 0);
	if (status != 0)
		free(bounce);
	return status;
}
