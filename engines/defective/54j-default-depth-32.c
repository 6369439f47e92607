/* defect: 54
 * title: without queue_depth a queue may be 32 deep, not 64
 * caught-by: queue.life-cycle
 * why: an older default. */
#define ENGINE_NAME "d54j-default-depth-32"
#define DEFAULT_KEY queue_depth
#define DEFAULT_VALUE 32
#include "_other_default_base.h"
