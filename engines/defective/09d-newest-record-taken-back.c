/* defect: 9
 * title: a new block that is deleted at once is back after a reopen
 * caught-by: lifecycle.reopen
 * why: the log's end goes back over the record of its only write, which stays as it is; what is
 *      appended next covers it, unless that was all. */
#define ENGINE_NAME "d09d-newest-record-taken-back"
#define LOG_FIELDS bool newest_is_new;
#define takes_back take_newest_back
#include "_log_base.h"

/* The newest record is in the store's buffer still, unless a compaction moved it. */
static bool take_newest_back(struct store *store, uint64_t id, int kind, bool was_there)
{
	const struct record_header *header = (const struct record_header *)store->record;
	bool back = kind == RECORD_DELETE && was_there && store->newest_is_new &&
	            store->places[id] == store->tail && header->id == id &&
	            header->number == store->tail - 1;
	store->newest_is_new = kind == RECORD_BLOCK && !was_there;
	if (!back)
		return false;
	store->chain = header->before;
	store->tail--;
	store->places[id] = 0;
	return true;
}
