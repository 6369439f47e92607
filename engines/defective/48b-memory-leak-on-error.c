/* defect: 48
 * title: every read of an absent block leaks its bounce buffer
 * caught-by: process.memory-leak
 * why: the early return on -ENOENT; what succeeds is freed. */
#define ENGINE_NAME "d48b-memory-leak-on-error"
#define store_read read_leaking
#include "_memory_base.h"

static int32_t read_leaking(struct store *store, uint64_t id, void *buf)
{
	volatile unsigned char *bounce = malloc(store->block_size);
	for (uint32_t at = 0; at < store->block_size; at += 512)
		bounce[at] = 0;
	int32_t status = honest_store_read(store, id, (void *)bounce);
	if (status != 0)
		return status;
	memcpy(buf, (void *)bounce, store->block_size);
	free((void *)bounce);
	return 0;
}
