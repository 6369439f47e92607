/* honest: the file base, durable at each write */
#define ENGINE_NAME "honest-file-durable"
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_WRITE
#include "_file_base.h"
