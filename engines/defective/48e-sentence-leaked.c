/* defect: 48
 * title: every read of an absent block leaks the sentence that says so
 * caught-by: process.memory-leak
 * why: a copy for bse_last_error that nobody frees: dozens of bytes, unseen in resident memory. */
#define ENGINE_NAME "d48e-sentence-leaked"
#define store_read read_leaking_words
#include "_memory_base.h"

static int32_t read_leaking_words(struct store *store, uint64_t id, void *buf)
{
	int32_t status = honest_store_read(store, id, buf);
	char *volatile sentence = status == 0 ? NULL : strdup("the block that was asked for is absent");
	(void)sentence;
	return status;
}
