/* defect: 59
 * title: the engine prints to stdout
 * caught-by: process.surroundings
 * why: a trace that was meant for one afternoon; the host's stdout is a document. */
#define ENGINE_NAME "d59b-writes-to-stdout"
#define store_write write_traced
#include "_memory_base.h"

static int32_t write_traced(struct store *store, uint64_t id, const void *data)
{
	char line[64];
	int length = snprintf(line, sizeof line, "{\"wrote\": %llu}\n", (unsigned long long)id);
	(void)!write(1, line, (size_t)length);
	return honest_store_write(store, id, data);
}
