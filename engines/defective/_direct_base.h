/* The file base with O_DIRECT for the data; initialize fails where O_DIRECT is refused. */
#define _GNU_SOURCE
#include <fcntl.h>
#define FILE_DATA_FLAGS O_DIRECT
#define ENGINE_DIRECT BSE_GUARANTEE_DIRECT_IO
#define ENGINE_BLOCK_MIN 4096
#define ENGINE_ALIGNMENT 4096
#include "_file_base.h"
