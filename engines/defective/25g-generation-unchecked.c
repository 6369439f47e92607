/* defect: 25
 * title: behind the log's end the records of the half's former use count again
 * caught-by: lifecycle.reopen
 * why: a record's generation is written and not compared. */
#define ENGINE_NAME "d25g-generation-unchecked"
#define follows(store, header) ((header)->number == (store)->tail)
#include "_log_base.h"
