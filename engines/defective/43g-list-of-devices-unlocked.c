/* defect: 43
 * title: the library's list of open devices has no lock
 * caught-by: concurrency.open-at-once
 * attempts: 5
 * verdict: fail crashed
 * why: a device that is open is refused by it, and a host opens its engines one by one. */
#define ENGINE_NAME "d43g-list-of-devices"
#define store_open open_in_list
#define store_close close_in_list
#include "_memory_base.h"

struct open_device {
	struct open_device *next;
	const struct store *store;
	char path[4096];
};

static struct open_device *first;

static int32_t open_in_list(const struct config *config, struct store **out)
{
	for (struct open_device *one = first; one != NULL; one = one->next)
		if (strcmp(one->path, config->device) == 0)
			return fail(-EBUSY, "%s is open", config->device);
	int32_t status = honest_store_open(config, out);
	if (status != 0)
		return status;
	struct open_device *device = calloc(1, sizeof *device);
	if (device == NULL)
		abort();
	snprintf(device->path, sizeof device->path, "%s", config->device);
	device->store = *out;
	device->next = first;
	first = device;
	return 0;
}

static int32_t close_in_list(struct store *store)
{
	struct open_device **link = &first;
	while (*link != NULL && (*link)->store != store)
		link = &(*link)->next;
	struct open_device *gone = *link;
	if (gone != NULL) {
		*link = gone->next;
		free(gone);
	}
	return honest_store_close(store);
}
