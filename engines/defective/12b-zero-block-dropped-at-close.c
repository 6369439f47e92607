/* defect: 12
 * title: a block of zeros is gone after a reopen
 * caught-by: data.zero-block
 * why: compaction at the shutdown takes zeros for holes; while it runs the engine is right. */
#define ENGINE_NAME "d12b-zeros-gone-after-reopen"
#define store_close compact_and_close
#include "_file_base.h"

static int32_t compact_and_close(struct store *store)
{
	unsigned char *data = malloc(store->block_size);
	for (uint64_t id = 0; id < store->capacity_blocks && store->state == STATE_SERVING; id++) {
		if (block_present(store, id) != 1 || block_read(store, id, data) != 0)
			continue;
		if (data[0] == 0 && memcmp(data, data + 1, store->block_size - 1) == 0)
			set_present(store, id, false);
	}
	free(data);
	return honest_store_close(store);
}
