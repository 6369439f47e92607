/* defect: 12
 * title: a block of zeros is taken for a hole
 * caught-by: data.zero-block
 * why: zero detection saves space, and the table can't tell "zeros" from "absent". */
#define ENGINE_NAME "d12-zero-block-dropped"
#define store_write write_sparse
#include "_memory_base.h"

static bool is_zeros(const unsigned char *data, uint32_t bytes)
{
	return data[0] == 0 && memcmp(data, data + 1, bytes - 1) == 0;
}

static int32_t write_sparse(struct store *store, uint64_t id, const void *data)
{
	if (is_zeros(data, store->block_size))
		return honest_store_delete(store, id);
	return honest_store_write(store, id, data);
}
