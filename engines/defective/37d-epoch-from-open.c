/* defect: 37
 * title: activate counts its epoch from the one it saw when it was opened
 * caught-by: swap.there-and-back
 * why: the metadata are read again, the number beside them is not. */
#define ENGINE_NAME "d37d-epoch-from-open"
#define next_epoch next_epoch_from_memory
#include "_file_base.h"

static uint64_t next_epoch_from_memory(const struct superblock *known,
                                       const struct superblock *found)
{
	(void)found;
	return known->epoch + 1;
}
