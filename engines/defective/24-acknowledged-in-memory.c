/* defect: 24
 * title: durable at write by its word, but acknowledged writes sit in the engine's memory
 * caught-by: durability.process-kill
 * why: a write-back cache was added below a contract that promised write-through. */
#define ENGINE_NAME "d24-acknowledged-in-memory"
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_WRITE
#include "_write_back_base.h"
