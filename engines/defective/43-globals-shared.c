/* defect: 43
 * title: two engines over two devices share one table
 * caught-by: lifecycle.two-instances
 * why: the table is a global: the second initialize finds it there and uses it. */
#define ENGINE_NAME "d43-globals-shared"
#define store_open open_global
#define store_close close_global
#include "_memory_base.h"

static struct store *global;
static uint32_t users;

static int32_t open_global(const struct config *config, struct store **out)
{
	if (users > 0 && config->block_size == global->block_size) {
		users++;
		*out = global;
		return 0;
	}
	int32_t status = honest_store_open(config, out);
	if (status == 0 && users++ == 0)
		global = *out;
	return status;
}

static int32_t close_global(struct store *store)
{
	users--;
	if (store == global && users > 0)
		return 0;
	return honest_store_close(store);
}
