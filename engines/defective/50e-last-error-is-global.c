/* defect: 50
 * title: bse_last_error tells one thread of another thread's failure
 * caught-by: abi.last-error
 * why: one static buffer for the whole library. */
#define ENGINE_NAME "d50e-last-error-is-global"
#define __thread
#include "_memory_base.h"
