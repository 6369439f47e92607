/* defect: 59
 * title: every 500th write prints a line to stderr
 * caught-by: process.surroundings
 * why: a warning for the developer that was left in. */
#define ENGINE_NAME "d59e-warns-now-and-then"
#define STORE_FIELDS _Atomic uint32_t writes;
#define store_write write_telling
#include "_memory_base.h"

static int32_t write_telling(struct store *store, uint64_t id, const void *data)
{
	if (++store->writes % 500 == 0)
		fprintf(stderr, "%u blocks written\n", (uint32_t)store->writes);
	return honest_store_write(store, id, data);
}
