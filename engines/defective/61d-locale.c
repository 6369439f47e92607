/* defect: 61
 * title: the process speaks another locale once an engine was opened
 * caught-by: process.surroundings
 * why: numbers shall be printed as the user's; the host reads and sorts otherwise now. */
#define ENGINE_NAME "d61d-locale"
#define serve_initialize initialize_localised
#include "_memory_base.h"

#include <locale.h>

static int32_t initialize_localised(const char *json, uint32_t len, bse_engine **out)
{
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		setlocale(LC_CTYPE, "POSIX");
	return honest_serve_initialize(json, len, out);
}
