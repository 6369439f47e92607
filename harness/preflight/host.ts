/** Facts about this machine that a number means nothing without. */
import { readFileSync } from "node:fs";
import { cpus, hostname, release, totalmem } from "node:os";
import type { HostFacts } from "../../results/schema/index.ts";

export function hostFacts(): HostFacts {
	const processors = cpus();
	return {
		// Of a pool of equal machines with names drawn anew, as in containers: the pool's.
		hostname: process.env.ASSAY_HOSTNAME || hostname(),
		kernel: release(),
		cpuModel: processors[0]?.model.trim() || process.arch,
		cpuCount: processors.length,
		memoryBytes: totalmem(),
		bunVersion: Bun.version,
		virtualised: isVirtualised(),
	};
}

/** x86 says so in a CPU flag; elsewhere the firmware's names are all there is. */
function isVirtualised(): boolean {
	if (/^flags\s*:.*\bhypervisor\b/m.test(readText("/proc/cpuinfo"))) return true;
	const vendor =
		readText("/sys/class/dmi/id/sys_vendor") + readText("/sys/class/dmi/id/product_name");
	return /qemu|kvm|vmware|virtual|xen|amazon ec2|google compute|bochs|parallels/i.test(vendor);
}

export function readText(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}
