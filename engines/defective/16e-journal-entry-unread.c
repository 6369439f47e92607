/* defect: 16
 * title: a journal that comes round leaves out the entries that it can't read
 * caught-by: faults.eio-read
 * attempts: 3
 * needs-host: fuse
 * why: one bad entry should not stop the others; that the device may mend is not thought of. */
#define ENGINE_NAME "d16e-journal-entry-unread"
#define take_home take_home_if_read
#include "_journal_base.h"

static int32_t take_home_if_read(struct store *store, uint32_t n)
{
	int32_t status = honest_device_read(store->data, store->entry, PAGE + store->block_size,
	                                    entry_at(store, n + 1));
	return status != 0 ? 0 : block_write(store, store->ids[n], store->entry + PAGE);
}
