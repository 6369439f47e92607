/* defect: 11
 * title: an absent block reads as zeros though the engine declares -ENOENT
 * caught-by: data.absent-block
 * why: the sparse file below answers with zeros, and no bitmap is asked. */
#define ENGINE_NAME "d11-absent-reads-zeros"
#define store_read read_sparse
#include "_memory_base.h"

static int32_t read_sparse(struct store *store, uint64_t id, void *buf)
{
	int32_t status = honest_store_read(store, id, buf);
	if (status != -ENOENT)
		return status;
	memset(buf, 0, store->block_size);
	return 0;
}
