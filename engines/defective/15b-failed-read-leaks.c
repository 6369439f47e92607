/* defect: 15
 * title: reading a deleted block is -ENOENT, but its data are in the buffer
 * caught-by: data.delete data.absent-block
 * why: the data are copied before the bitmap is looked at. */
#define ENGINE_NAME "d15b-failed-read-leaks"
#define store_read read_then_look
#include "_file_base.h"

static int32_t read_then_look(struct store *store, uint64_t id, void *buf)
{
	if (store->state != STATE_STANDBY)
		block_read(store, id, buf);
	return honest_store_read(store, id, buf);
}
