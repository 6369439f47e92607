/* SPDX-License-Identifier: MIT
 *
 * The metadata that a store takes from the device: ahead, in standby, and when it takes over. */
#include <errno.h>
#include <string.h>

#include "common/error.h"
#include "nvme/store.h"

int32_t store_put_super(struct store *store) {
	struct ledger *ledger = store->bitmap.ledger;
	ledger_begin(ledger, LEDGER_SUPERBLOCK);
	int32_t status = superblock_store(&store->device, &store->super);
	ledger_end(ledger, LEDGER_SUPERBLOCK);
	return status;
}

/* The superblock as it is on the device: it is read unless it is known not to have changed. */
static int32_t find_super(struct store *store, struct superblock *found) {
	struct ledger *ledger = store->bitmap.ledger;
	*found = store->super;
	if (ledger_is_as_seen(ledger, LEDGER_SUPERBLOCK, store->super_seen))
		return 0;
	uint64_t look = ledger_look(ledger, LEDGER_SUPERBLOCK);
	int32_t status = superblock_load(&store->device, found);
	store->super_seen = status == 0 ? look : LEDGER_UNKNOWN;
	return status;
}

static bool is_same_format(const struct superblock *one, const struct superblock *other) {
	return one->block_size == other->block_size && one->capacity_blocks == other->capacity_blocks;
}

void store_read_ahead(struct store *store) {
	struct superblock found;
	if (!meeting_join_quietly(&store->meeting, &store->device))
		return;
	store->bitmap.ledger = &store->meeting.room->ledger;
	if (find_super(store, &found) == 0 && is_same_format(&found, &store->super)) {
		store->super = found;
		(void)bitmap_load(&store->bitmap, &store->device, store->capacity_blocks);
	} else {
		store->super_seen = LEDGER_UNKNOWN;
	}
}

/* With the new epoch in force: what the former engine left is read, and the superblock says that
 * the epoch began. It needs no sync: after a power cut there is no former engine to fence. */
int32_t store_take_metadata(struct store *store, uint64_t epoch) {
	struct superblock found;
	int32_t status = find_super(store, &found);
	if (status == 0 && !is_same_format(&found, &store->super))
		return fail(-EINVAL, "the device was formatted anew since this engine was opened");
	if (status == -ENODATA && store->super.generation == 0) {
		store->super.epoch = epoch;
		status = store_format(store);
		if (status != 0)
			return status;
	} else if (status == 0) {
		store->super = found;
		store->super.epoch = epoch;
		status = store_put_super(store);
	}
	if (status == 0)
		status = bitmap_load(&store->bitmap, &store->device, store->capacity_blocks);
	if (status != 0)
		return fail(status, "cannot take the device over: %s", strerror(-status));
	/* Should it take over once more, it reads everything: by then its own view is another one. */
	bitmap_forget_seen(&store->bitmap);
	store->super_seen = LEDGER_UNKNOWN;
	return 0;
}
