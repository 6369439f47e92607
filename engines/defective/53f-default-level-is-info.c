/* defect: 53
 * title: without log_level the engine logs at level info
 * caught-by: log.level
 * why: the developer's default. */
#define ENGINE_NAME "d53f-default-level-is-info"
#define DEFAULT_KEY log_level
#define DEFAULT_VALUE BSE_LOG_INFO
#include "_other_default_base.h"
