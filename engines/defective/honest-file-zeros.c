/* honest: the file base, absent blocks read as zeros */
#define ENGINE_NAME "honest-file-zeros"
#define ABSENT_READS_ZEROS
#include "_file_base.h"
