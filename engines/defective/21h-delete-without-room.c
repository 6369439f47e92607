/* defect: 21
 * title: a delete is appended to a log that is full, beyond its end
 * caught-by: lifecycle.reopen
 * why: only writes look whether there is room; a delete is so small, it was thought. */
#define ENGINE_NAME "d21h-delete-without-room"
#define has_room(store, kind) ((kind) == RECORD_DELETE || (store)->tail < record_count(store))
#include "_log_base.h"
