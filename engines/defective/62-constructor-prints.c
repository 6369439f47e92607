/* defect: 62
 * title: a constructor changes the process when the library is loaded
 * caught-by: process.surroundings
 * why: a static initializer that sets up signals and the umask before anybody called anything. */
#define ENGINE_NAME "d62-constructor"
#include "_memory_base.h"

#include <signal.h>

__attribute__((constructor)) static void set_up(void)
{
	signal(SIGUSR1, SIG_IGN);
	umask(0);
}
