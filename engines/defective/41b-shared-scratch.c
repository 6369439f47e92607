/* defect: 41
 * title: all threads read through one scratch buffer
 * caught-by: concurrency.linearizable concurrency.same-blocks
 * attempts: 5
 * why: it moved from the stack into the engine, to save an allocation, and no lock came along;
 * its checksum is verified before it is copied out. */
#define ENGINE_NAME "d41b-shared-scratch"
#define STORE_FIELDS unsigned char scratch[ENGINE_BLOCK_MAX]; volatile uint32_t checksum;
#define store_read read_through_scratch
#include "_memory_base.h"

static int32_t read_through_scratch(struct store *store, uint64_t id, void *buf)
{
	int32_t status = honest_store_read(store, id, store->scratch);
	if (status != 0)
		return status;
	uint32_t sum = 0;
	for (uint32_t at = 0; at < store->block_size; at++)
		sum = sum * 31 + store->scratch[at];
	store->checksum = sum;
	memcpy(buf, store->scratch, store->block_size);
	return 0;
}
