import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Mount points below the directory, deepest first; or the directory itself. */
export function mountsBelow(directory: string): string[] {
	return parseMountInfo(readText("/proc/self/mountinfo"))
		.filter((path) => isBelow(path, directory))
		.reverse();
}

/** Pure: mount points in the order they were made. Blanks and the like stand there in octal. */
export function parseMountInfo(text: string): string[] {
	return text.split("\n").flatMap((line) => {
		const field = line.split(" ")[4];
		if (field === undefined) return [];
		const plain = field.replace(/\\([0-7]{3})/g, (_, octal: string) =>
			String.fromCharCode(Number.parseInt(octal, 8)),
		);
		return [Buffer.from(plain, "latin1").toString("utf8")];
	});
}

/** Loop devices whose file lies below the directory. */
export function loopsBelow(directory: string): string[] {
	return readdirSync("/sys/block")
		.filter((name) => {
			if (!name.startsWith("loop")) return false;
			const path = `/sys/block/${name}/loop/backing_file`;
			// Asked for after every check, and most loop devices have none.
			if (!existsSync(path)) return false;
			const file = readText(path).trim();
			return isBelow(file.replace(/ \(deleted\)$/, ""), directory);
		})
		.map((name) => `/dev/${name}`);
}

function isBelow(path: string, directory: string): boolean {
	return path === directory || path.startsWith(`${directory}/`);
}

/** Unmounts now, whoever still uses it: root by umount, others by FUSE's own helper. */
export function unmount(path: string): void {
	const command =
		process.getuid?.() === 0 ? ["umount", "--lazy", path] : ["fusermount3", "-u", "-z", path];
	Bun.spawnSync(command, { stdout: "ignore", stderr: "ignore" });
}

/** Undoes what a job that was killed may have left mounted or attached below its directory. */
export function releaseBelow(directory: string): void {
	for (const path of mountsBelow(directory)) unmount(path);
	for (const path of loopsBelow(directory)) {
		Bun.spawnSync(["losetup", "--detach", path], { stdout: "ignore", stderr: "ignore" });
	}
}

function readText(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}
