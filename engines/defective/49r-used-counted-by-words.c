/* defect: 49
 * title: after a reopen the blocks of the map's last, incomplete word are not counted as used
 * caught-by: stats.used-bytes
 * why: the map is counted by words of 64 blocks, and the capacity is no multiple of them. */
#define ENGINE_NAME "d49r-used-counted-by-words"
#define store_open open_counting_words
#include "_file_base.h"

static int32_t open_counting_words(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	if (status != 0)
		return status;
	struct store *store = *out;
	for (uint64_t id = store->capacity_blocks / 64 * 64; id < store->capacity_blocks; id++)
		store->used_blocks -= block_present(store, id) == 1;
	return 0;
}
