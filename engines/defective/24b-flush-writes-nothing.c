/* defect: 24
 * title: flush syncs the file but not the engine's own cache
 * caught-by: durability.process-kill
 * why: flush is the fsync wrapper it was before the cache came. */
#define ENGINE_NAME "d24b-flush-writes-nothing"
#define store_flush flush_file
#include "_write_back_base.h"

static int32_t flush_file(struct store *store)
{
	return device_sync(store);
}
