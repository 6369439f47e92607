/* defect: 25
 * title: after 65,536 commits the older of two maps wins
 * caught-by: lifecycle.reopen
 * pending: so many commits take longer than the quick profile, which this matrix runs, has for a
 *   check; the ci profile makes them.
 * why: two copies, the one of the higher generation counts, and 16 bits of it are compared. */
#define ENGINE_NAME "d25e-generation-in-16-bits"
#define is_newer(a, b) ((uint16_t)(a) > (uint16_t)(b))
#include "_cow_base.h"
