/* honest: the write-back base without a defect */
#define ENGINE_NAME "honest-write-back"
#include "_write_back_base.h"
