/**
 * Linux errno numbers that the ABI names or that a device brings up; the same on x86-64 and
 * arm64.
 */
export const errno = {
	EPERM: 1,
	ENOENT: 2,
	EIO: 5,
	EBADF: 9,
	EAGAIN: 11,
	ENOMEM: 12,
	EACCES: 13,
	EFAULT: 14,
	EBUSY: 16,
	EEXIST: 17,
	ENODEV: 19,
	ENOTDIR: 20,
	EISDIR: 21,
	EINVAL: 22,
	ENFILE: 23,
	EMFILE: 24,
	EFBIG: 27,
	ENOSPC: 28,
	EROFS: 30,
	ERANGE: 34,
	ENAMETOOLONG: 36,
	ENOSYS: 38,
	ENODATA: 61,
	EOVERFLOW: 75,
	EMSGSIZE: 90,
	EOPNOTSUPP: 95,
	ENOBUFS: 105,
	ETIMEDOUT: 110,
	ESTALE: 116,
	ECANCELED: 125,
} as const;

const nameByNumber = new Map<number, string>(
	Object.entries(errno).map(([name, number]) => [number, name]),
);

/** "0", "-ENOENT", or the plain number of a status that the table does not know. */
export function statusName(status: number): string {
	const name = status < 0 ? nameByNumber.get(-status) : undefined;
	return name === undefined ? String(status) : `-${name}`;
}

/** Every status of a call that can fail is 0 or a negative errno; Linux ends them at 4095. */
export function isStatus(status: number): boolean {
	return Number.isInteger(status) && status <= 0 && status >= -4095;
}

const deviceErrors: readonly number[] = [-errno.EIO, -errno.ENOSPC, -errno.EFBIG];

/** These must be counted and told by health; what the caller did wrong need not be. */
export function isDeviceError(status: number): boolean {
	return deviceErrors.includes(status);
}
