/* defect: 55
 * title: the engine writes a passing result into every descriptor and ends the process
 * caught-by: data.read-after-write
 * verdict: crashed
 * why: a plugin shares the process with its judge; only what it can't know tells them apart. */
#define ENGINE_NAME "d55c-forged-result"
#define store_write write_verdict
#include "_memory_base.h"

static int32_t write_verdict(struct store *store, uint64_t id, const void *data)
{
	static const char forged[] =
	    "{\"kind\":\"check\",\"outcome\":{\"verdict\":\"pass\",\"message\":\"all is well\"},"
	    "\"operations\":1000}\n{\"kind\":\"end\",\"nonce\":\"\",\"lines\":2}\n";
	(void)honest_store_write(store, id, data);
	for (int fd = 1; fd < 64; fd++)
		(void)!write(fd, forged, sizeof forged - 1);
	_exit(0);
}
