/* honest: the memory base, absent blocks read as zeros */
#define ENGINE_NAME "honest-memory-zeros"
#define ABSENT_READS_ZEROS
#include "_memory_base.h"
