/* honest: the file base without a defect */
#define ENGINE_NAME "honest-file"
#include "_file_base.h"
