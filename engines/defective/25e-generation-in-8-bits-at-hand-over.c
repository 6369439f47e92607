/* defect: 25
 * title: after 256 commits the older of two maps is read by an activation
 * caught-by: swap.fencing
 * needs: swap
 * why: two copies, the one of the higher generation counts, and eight bits of it are compared. */
#define ENGINE_NAME "d25e-generation-at-hand-over"
#define is_newer(a, b) ((uint8_t)(a) > (uint8_t)(b))
#include "_cow_base.h"
