/* defect: 10
 * title: a delete takes the lower neighbours with it
 * caught-by: data.delete
 * why: the mask is (2 << bit) - 1 where 1 << bit was meant. */
#define ENGINE_NAME "d10-delete-hits-neighbour"
#define set_present set_present_masked
#include "_file_base.h"

static int32_t set_present_masked(struct store *store, uint64_t id, bool present)
{
	int32_t status = 0;
	for (uint64_t lower = id / 8 * 8; !present && status == 0 && lower < id; lower++)
		status = honest_set_present(store, lower, false);
	return status != 0 ? status : honest_set_present(store, id, present);
}
