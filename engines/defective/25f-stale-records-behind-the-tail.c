/* defect: 25
 * title: records that an earlier life left behind the log's end count again
 * caught-by: powercut.atomic-blocks
 * why: a record has the number of its place and its own sum, but not that of the one before it;
 *   once the hole of a power cut is filled, what came after it fits again. */
#define ENGINE_NAME "d25f-stale-records"
#define follows(store, header) \
	((header)->generation == (store)->generation && (header)->number == (store)->tail)
#include "_log_base.h"
