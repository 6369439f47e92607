/* defect: 14
 * title: a read looks for its own header in front of the caller's buffer
 * caught-by: data.guarded-buffers
 * verdict: crashed
 * why: buffers of the engine's own allocator carry one there; the caller's do not. */
#define ENGINE_NAME "d14c-read-underruns"
#define STORE_FIELDS _Atomic uint64_t pooled;
#define store_read read_with_header
#include "_memory_base.h"

static int32_t read_with_header(struct store *store, uint64_t id, void *buf)
{
	uint64_t header;
	memcpy(&header, (const char *)buf - sizeof header, sizeof header);
	if (header == 0x4c4f4f50)
		store->pooled++;
	return honest_store_read(store, id, buf);
}
