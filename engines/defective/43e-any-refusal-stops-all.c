/* defect: 43
 * title: an initialize that is refused closes the process's device table, and all engines with it
 * caught-by: lifecycle.beside-others
 * why: the clean-up of the error path frees what was there before as well. */
#define ENGINE_NAME "d43e-any-refusal-stops-all"
#define serve_initialize initialize_stopping
#define store_write write_unless_stopped
#include "_memory_base.h"

static _Atomic bool stopped;

static int32_t initialize_stopping(const char *json, uint32_t len, bse_engine **out)
{
	int32_t status = honest_serve_initialize(json, len, out);
	stopped = status != 0;
	return status;
}

static int32_t write_unless_stopped(struct store *store, uint64_t id, const void *data)
{
	if (stopped)
		return fail(-EIO, "no device");
	return honest_store_write(store, id, data);
}
