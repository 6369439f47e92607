/* honest: the memory base without a defect */
#define ENGINE_NAME "honest-memory"
#include "_memory_base.h"
