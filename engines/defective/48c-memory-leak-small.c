/* defect: 48
 * title: every write leaks 96 bytes
 * caught-by: process.memory-leak
 * attempts: 3
 * why: a request object per write that nobody gives back. */
#define ENGINE_NAME "d48c-memory-leak-small"
#define store_write write_leaking
#include "_memory_base.h"

static int32_t write_leaking(struct store *store, uint64_t id, const void *data)
{
	volatile unsigned char *request = malloc(96);
	request[0] = (unsigned char)id;
	return honest_store_write(store, id, data);
}
