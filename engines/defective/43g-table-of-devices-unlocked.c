/* defect: 43
 * title: the library's table of open devices has no lock
 * caught-by: concurrency.open-at-once
 * attempts: 5
 * why: a device that is open is refused by it, and a host opens its engines one by one. */
#define ENGINE_NAME "d43g-table-of-devices"
#define store_open open_in_table
#define store_close close_in_table
#define STORE_FIELDS char path[4096];
#include "_memory_base.h"

#define PLACES 64

static char table[PLACES][4096];
static volatile uint32_t used;

static int32_t open_in_table(const struct config *config, struct store **out)
{
	for (uint32_t place = 0; place < used; place++)
		if (strcmp(table[place], config->device) == 0)
			return fail(-EBUSY, "%s is open", config->device);
	if (used >= PLACES)
		return fail(-EMFILE, "%d devices are open", PLACES);
	int32_t status = honest_store_open(config, out);
	if (status != 0)
		return status;
	snprintf((*out)->path, sizeof (*out)->path, "%s", config->device);
	snprintf(table[used], sizeof table[used], "%s", config->device);
	used = used + 1;
	return 0;
}

/* The last one takes the place of the one that goes. */
static int32_t close_in_table(struct store *store)
{
	for (uint32_t place = 0; place < used; place++)
		if (strcmp(table[place], store->path) == 0) {
			memmove(table[place], table[used - 1], sizeof table[place]);
			used = used - 1;
			break;
		}
	return honest_store_close(store);
}
