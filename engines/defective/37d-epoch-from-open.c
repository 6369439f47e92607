/* defect: 37
 * title: activate counts its epoch from the one it saw when it was opened
 * caught-by: swap.there-and-back
 * why: the metadata are read again, the number beside them is not. */
#define ENGINE_NAME "d37d-epoch-from-open"
#define store_activate activate_from_memory
#include "_file_base.h"

static int32_t activate_from_memory(struct store *store)
{
	pthread_rwlock_wrlock(&store->lock);
	int32_t status = lock_writer(store, F_WRLCK);
	if (status == 0) {
		struct superblock before = store->super;
		status = super_read(store);
		if (status == -ENODATA && before.epoch == 0)
			status = 0;
		if (status == 0)
			status = count_used(store);
		if (status == 0)
			status = super_write(store, before.epoch + 1);
		if (status == 0)
			store->state = STATE_SERVING;
		else
			store->super = before;
		lock_writer(store, F_UNLCK);
	}
	pthread_rwlock_unlock(&store->lock);
	return status;
}
