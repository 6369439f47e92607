/* defect: 14
 * title: a write reads beyond the end of the caller's buffer
 * caught-by: data.guarded-buffers
 * verdict: crashed
 * why: a checksum loop with <= over 64-bit words; harmless until the next page is not there. */
#define ENGINE_NAME "d14b-write-reads-beyond"
#define STORE_FIELDS _Atomic uint64_t checksum;
#define store_write write_checksummed
#include "_memory_base.h"

static int32_t write_checksummed(struct store *store, uint64_t id, const void *data)
{
	uint64_t sum = 0;
	for (uint32_t at = 0; at <= store->block_size; at += 8) {
		uint64_t word;
		memcpy(&word, (const char *)data + at, sizeof word);
		sum = sum * 31 + word;
	}
	store->checksum = sum;
	return honest_store_write(store, id, data);
}
