/* defect: 12
 * title: a block whose first 512 bytes are zeros is taken for a hole
 * caught-by: data.zero-block
 * why: the test for zeros looks at one sector. */
#define ENGINE_NAME "d12c-zero-beginning"
#define store_write write_unless_zeros
#include "_memory_base.h"

static int32_t write_unless_zeros(struct store *store, uint64_t id, const void *data)
{
	static const char zeros[512];
	const char *bytes = data;
	bool all = memcmp(data, zeros, 512) == 0, rest = false;
	for (uint32_t i = 512; i < store->block_size; i++)
		rest = rest || bytes[i] != 0;
	if (!all || !rest)
		return honest_store_write(store, id, data);
	char *empty = calloc(1, store->block_size);
	int32_t status = honest_store_write(store, id, empty);
	free(empty);
	return status;
}
