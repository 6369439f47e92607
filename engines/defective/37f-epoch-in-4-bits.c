/* defect: 37
 * title: after 16 hand-overs a fenced engine holds the device for its own again
 * caught-by: swap.fencing
 * needs: swap
 * why: the epoch is kept in four bits of a word that says other things, too. */
#define ENGINE_NAME "d37f-epoch-in-4-bits"
#define is_same_epoch(a, b) ((a) % 16 == (b) % 16)
#include "_file_base.h"
