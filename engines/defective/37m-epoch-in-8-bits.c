/* defect: 37
 * title: after 256 hand-overs a fenced engine holds the device for its own again
 * caught-by: swap.fencing
 * needs: swap
 * why: the epoch is kept in eight bits of a word that says other things, too. */
#define ENGINE_NAME "d37m-epoch-in-8-bits"
#define is_same_epoch(a, b) ((uint8_t)(a) == (uint8_t)(b))
#include "_file_base.h"
