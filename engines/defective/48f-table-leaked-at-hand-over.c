/* defect: 48
 * title: every activation leaks the table that it read
 * caught-by: process.memory-leak
 * needs: swap
 * why: a new one is made each time; the old one is only freed at the shutdown. */
#define ENGINE_NAME "d48f-table-leaked-at-hand-over"
#define store_activate activate_leaking
#include "_file_base.h"

static int32_t activate_leaking(struct store *store)
{
	volatile unsigned char *table = malloc(8192);
	if (table != NULL)
		table[0] = 1;
	return honest_store_activate(store);
}
