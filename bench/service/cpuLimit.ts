import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';
const PERIOD_US = 100_000;

/** How either version of Linux's control groups says how much of a CPU a group may take. */
interface Hierarchy {
  folder: string;
  limits(quotaUs: number): Record<string, string>;
}

const VERSION_2: Hierarchy = {
  folder: ROOT,
  limits: (quotaUs) => ({ 'cpu.max': `${quotaUs} ${PERIOD_US}` }),
};
const VERSION_1: Hierarchy = {
  folder: join(ROOT, 'cpu'),
  limits: (quotaUs) => ({ 'cpu.cfs_period_us': String(PERIOD_US), 'cpu.cfs_quota_us': String(quotaUs) }),
};

/** A share of a CPU for one process, as the limit of a container gives it. */
export class CpuLimit {
  private constructor(private readonly folder: string) {}

  /**
   * Limits a process with all its threads.
   * @param cpus 1 is the whole time of one CPU
   * @returns null where this process may not set limits: it must be root, and the control groups writable
   */
  static set(pid: number, cpus: number): CpuLimit | null {
    const { folder, limits } = existsSync(join(ROOT, 'cgroup.controllers')) ? VERSION_2 : VERSION_1;
    const group = join(folder, `smartremedy-bench-${pid}`);
    try {
      mkdirSync(group);
      for (const [name, value] of Object.entries(limits(cpus * PERIOD_US))) {
        writeFileSync(join(group, name), value);
      }
      writeFileSync(join(group, 'cgroup.procs'), String(pid));
      return new CpuLimit(group);
    } catch {
      return null;
    }
  }

  /** When the process has ended: a group that somebody is in cannot be removed. */
  remove(): void {
    rmdirSync(this.folder);
  }
}
