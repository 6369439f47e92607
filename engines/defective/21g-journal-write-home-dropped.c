/* defect: 21
 * title: a journal comes round although a block could not be written to its place
 * caught-by: faults.eio-write faults.enospc
 * attempts: 3
 * needs-host: fuse
 * why: the write was acknowledged long ago, and the caller of now has nothing to do with it. */
#define ENGINE_NAME "d21g-write-home-dropped"
#define take_home take_home_regardless
#include "_journal_base.h"

static int32_t take_home_regardless(struct store *store, uint32_t n)
{
	honest_take_home(store, n);
	return 0;
}
