/* defect: 41
 * title: all threads read through one scratch buffer
 * caught-by: concurrency.linearizable concurrency.same-blocks
 * why: the buffer moved from the stack into the engine, to save an allocation; no lock came along. */
#define ENGINE_NAME "d41b-shared-scratch"
#define STORE_FIELDS unsigned char scratch[ENGINE_BLOCK_MAX];
#define store_read read_through_scratch
#include "_memory_base.h"

static int32_t read_through_scratch(struct store *store, uint64_t id, void *buf)
{
	int32_t status = honest_store_read(store, id, store->scratch);
	if (status == 0)
		memcpy(buf, store->scratch, store->block_size);
	return status;
}
