/* defect: 25
 * title: after 16 reopens a generation number wraps, and the older of two tables wins
 * caught-by: lifecycle.reopen
 * why: two copies, the one of the higher generation counts, and the number has four bits. */
#define ENGINE_NAME "d25c-generation-in-4-bits"
#define store_close close_counting
#include "_file_base.h"

/* The 16th close leaves the table as it was when the engine was opened: block 0 as an example. */
static int32_t close_counting(struct store *store)
{
	if (store->super.epoch % 16 == 0)
		honest_set_present(store, 0, false);
	return honest_store_close(store);
}
