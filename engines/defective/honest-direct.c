/* honest: the file base with O_DIRECT */
#define ENGINE_NAME "honest-direct"
#include "_direct_base.h"
