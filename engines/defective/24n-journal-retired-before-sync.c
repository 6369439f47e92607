/* defect: 24
 * title: a journal comes round, and is marked as empty before what it led to is durable
 * caught-by: powercut.atomic-blocks powercut.flush
 * needs-host: fuse
 * why: one sync for the blocks and the mark is half as many, and a device writes in order. */
#define ENGINE_NAME "d24n-journal-retired"
#define sync_homes sync_later
#include "_journal_base.h"

/* With the mark, that is. */
static int32_t sync_later(struct store *store)
{
	(void)store;
	return 0;
}
