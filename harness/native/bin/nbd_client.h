/* The NBD protocol as a client speaks it: fixed newstyle handshake, default export, simple replies.
 * Blocking; the server answers requests in any order. Source: the protocol text of the NBD project.
 *
 * Not spoken: TLS, structured replies, several exports. */
#ifndef ASSAY_NBD_CLIENT_H
#define ASSAY_NBD_CLIENT_H

#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define NBD_SERVER_MAGIC 0x4e42444d41474943ull
#define NBD_OPTION_MAGIC 0x49484156454f5054ull
#define NBD_REQUEST_MAGIC 0x25609513u
#define NBD_REPLY_MAGIC 0x67446698u
#define NBD_OPTION_EXPORT_NAME 1u
#define NBD_FIXED_NEWSTYLE_NO_ZEROES 3u

enum nbd_command { NBD_READ, NBD_WRITE, NBD_DISCONNECT, NBD_FLUSH, NBD_TRIM, NBD_CACHE, NBD_ZERO };

struct nbd_request {
	uint32_t magic;
	uint16_t flags;
	uint16_t type;
	uint64_t cookie;
	uint64_t offset;
	uint32_t length;
} __attribute__((packed));

struct nbd_reply {
	uint32_t magic;
	uint32_t error; /* an errno of the protocol, which are Linux's */
	uint64_t cookie;
} __attribute__((packed));

/* 0, or -1 when the other side has closed or the socket failed. */
static int nbd_take(int fd, void *data, size_t bytes)
{
	for (char *at = data; bytes > 0;) {
		ssize_t got = read(fd, at, bytes);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return -1;
		at += got;
		bytes -= (size_t)got;
	}
	return 0;
}

static int nbd_give(int fd, const void *data, size_t bytes)
{
	for (const char *at = data; bytes > 0;) {
		ssize_t sent = send(fd, at, bytes, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return -1;
		at += sent;
		bytes -= (size_t)sent;
	}
	return 0;
}

static int nbd_handshake(int fd, uint64_t *size_bytes)
{
	struct {
		uint64_t server, option;
		uint16_t flags;
	} __attribute__((packed)) greeting;
	struct {
		uint32_t flags;
		uint64_t magic;
		uint32_t option, length;
	} __attribute__((packed)) answer = {htobe32(NBD_FIXED_NEWSTYLE_NO_ZEROES),
	                                    htobe64(NBD_OPTION_MAGIC),
	                                    htobe32(NBD_OPTION_EXPORT_NAME), 0};
	struct {
		uint64_t size_bytes;
		uint16_t flags;
	} __attribute__((packed)) export_info;
	if (nbd_take(fd, &greeting, sizeof greeting) != 0 ||
	    be64toh(greeting.server) != NBD_SERVER_MAGIC ||
	    be64toh(greeting.option) != NBD_OPTION_MAGIC ||
	    (be16toh(greeting.flags) & NBD_FIXED_NEWSTYLE_NO_ZEROES) != NBD_FIXED_NEWSTYLE_NO_ZEROES ||
	    nbd_give(fd, &answer, sizeof answer) != 0 ||
	    nbd_take(fd, &export_info, sizeof export_info) != 0)
		return -1;
	*size_bytes = be64toh(export_info.size_bytes);
	return 0;
}

/* A connection that is ready for requests, or -1. */
static int nbd_connect(const char *path, uint64_t *size_bytes)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof address.sun_path)
		return -1;
	strcpy(address.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
	    nbd_handshake(fd, size_bytes) == 0)
		return fd;
	close(fd);
	return -1;
}

/* `data`: what a write carries. */
static int nbd_ask(int fd, enum nbd_command command, uint64_t cookie, uint64_t offset,
                   uint32_t length, const void *data)
{
	struct nbd_request request = {htobe32(NBD_REQUEST_MAGIC), 0, htobe16((uint16_t)command), cookie,
	                              htobe64(offset), htobe32(length)};
	if (nbd_give(fd, &request, sizeof request) != 0)
		return -1;
	return command == NBD_WRITE ? nbd_give(fd, data, length) : 0;
}

#endif
