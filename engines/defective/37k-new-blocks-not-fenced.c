/* defect: 37
 * title: a fenced engine still takes writes of blocks that were absent
 * caught-by: swap.fencing
 * needs: swap
 * why: the fence is looked at where a block is replaced; a new one can harm nobody, it was thought.
 */
#define ENGINE_NAME "d37k-new-blocks-not-fenced"
#define store_write write_new_unfenced
#include "_file_base.h"

static int32_t write_new_unfenced(struct store *store, uint64_t id, const void *data)
{
	int32_t status = honest_store_write(store, id, data);
	if (status != -ESTALE || store->state == STATE_STANDBY || block_present(store, id) != 0)
		return status;
	pthread_rwlock_wrlock(&store->lock);
	status = block_write(store, id, data);
	pthread_rwlock_unlock(&store->lock);
	return status;
}
