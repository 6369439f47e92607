/* defect: 54
 * title: bse_last_error fills the buffer and returns 0
 * caught-by: abi.text-capacity
 * why: a status where a length was asked for. */
#define ENGINE_NAME "d54m-last-error-length-zero"
#define bse_last_error honest_last_error
#include "_memory_base.h"
#undef bse_last_error

BSE_EXPORT int32_t bse_last_error(char *buf, uint32_t cap)
{
	honest_last_error(buf, cap);
	return 0;
}
