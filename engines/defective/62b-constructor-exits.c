/* defect: 62
 * title: a constructor ends the process when the library is loaded
 * caught-by: data.read-after-write
 * verdict: crashed
 * why: a licence check in a static initializer. */
#define ENGINE_NAME "d62b-constructor-exits"
#include "_memory_base.h"

__attribute__((constructor)) static void check_licence(void)
{
	_exit(0);
}
