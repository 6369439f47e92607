/* What fuse_device asks the server for, and which request of the kernel each answer is for. */
#ifndef ASSAY_FUSE_REQUESTS_H
#define ASSAY_FUSE_REQUESTS_H

#include <stdbool.h>

#include "fuse_answer.h"
#include "nbd_client.h"

#define REQUESTS_MAX 1024u

static int server = -1;
/* By cookie: what the kernel waits for; unique 0 is free. */
static struct {
	uint64_t unique;
	uint32_t opcode;
	uint32_t bytes;
} asked[REQUESTS_MAX];
static unsigned char transfer[TRANSFER_MAX];

/* The server is gone: a device that is not there fails everything. */
static void lose_server(void)
{
	close(server);
	server = -1;
	for (uint32_t i = 0; i < REQUESTS_MAX; i++) {
		if (asked[i].unique != 0)
			answer(asked[i].unique, EIO, NULL, 0);
		asked[i].unique = 0;
	}
}

static void ask(const struct fuse_in_header *head, enum nbd_command command, uint64_t offset,
                uint32_t bytes, const void *data)
{
	uint32_t cookie = 0;
	while (cookie < REQUESTS_MAX && asked[cookie].unique != 0)
		cookie++;
	if (server < 0 || cookie == REQUESTS_MAX) {
		answer(head->unique, EIO, NULL, 0);
		return;
	}
	asked[cookie].unique = head->unique;
	asked[cookie].opcode = head->opcode;
	asked[cookie].bytes = bytes;
	if (nbd_ask(server, command, cookie, offset, bytes, data) != 0)
		lose_server();
}

/* One reply of the server. */
static void hear_server(void)
{
	struct nbd_reply reply;
	if (nbd_take(server, &reply, sizeof reply) != 0) {
		lose_server();
		return;
	}
	uint64_t cookie = reply.cookie;
	uint32_t error = be32toh(reply.error);
	if (be32toh(reply.magic) != NBD_REPLY_MAGIC || cookie >= REQUESTS_MAX ||
	    asked[cookie].unique == 0) {
		lose_server();
		return;
	}
	uint32_t bytes = asked[cookie].bytes;
	uint64_t unique = asked[cookie].unique;
	bool is_read = asked[cookie].opcode == FUSE_READ;
	if (is_read && error == 0 && nbd_take(server, transfer, bytes) != 0) {
		lose_server();
		return;
	}
	asked[cookie].unique = 0;
	struct fuse_write_out written = {.size = bytes};
	if (error != 0 || (!is_read && asked[cookie].opcode != FUSE_WRITE))
		answer(unique, (int)error, NULL, 0);
	else if (is_read)
		answer(unique, 0, transfer, bytes);
	else
		answer(unique, 0, &written, sizeof written);
}

#endif
