/* defect: 47
 * title: every initialize and shutdown leaves a descriptor open
 * caught-by: process.descriptor-leak
 * why: two descriptors are opened, one is closed. */
#define ENGINE_NAME "d47b-descriptor-leak-at-close"
#define store_close close_one
#include "_file_base.h"

static int32_t close_one(struct store *store)
{
	(void)!fcntl(store->meta, F_DUPFD_CLOEXEC, 3);
	return honest_store_close(store);
}
