import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { natsServerPath } from '@guildhall/testing';

const FILE_SYSTEMS = new Map([
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x01021994, 'tmpfs'],
  [0x794c7630, 'overlayfs'],
]);

/** What the figures depend on. */
export interface Environment {
  node: string;
  natsServer: string;
  processors: string;
  memoryGB: number;
  kernel: string;
  fileSystem: string;
  /** Of the last minute, before the bench began: what else ran. */
  loadBefore: number;
}

const fileSystemOf = (folder: string): string => {
  const { type } = statfsSync(folder);
  return FILE_SYSTEMS.get(type) ?? `0x${type.toString(16)}`;
};

/** `work` is where the servers keep their data. Throws where that is no disk: every figure would be about memory. */
export const environmentOf = async (work: string): Promise<Environment> => {
  const fileSystem = fileSystemOf(work);
  if (fileSystem === 'tmpfs') throw new Error(`${work} is in memory; name a folder on a disk with --work`);
  const [first] = cpus();
  return {
    node: process.version,
    natsServer: execFileSync(await natsServerPath(), ['--version'], { encoding: 'utf8' }).trim(),
    processors: `${cpus().length} x ${first?.model.trim() ?? 'unknown'}`,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    fileSystem,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
};
