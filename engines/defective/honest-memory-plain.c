/* honest: the memory base with the required functions alone */
#define ENGINE_NAME "honest-memory-plain"
#define ENGINE_CAPABILITIES 0ull
#include "_memory_base.h"
