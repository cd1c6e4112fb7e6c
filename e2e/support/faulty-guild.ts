import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICES } from '@guildhall/contracts';
import type { Service } from '@guildhall/contracts';
import { startFaultProxy } from '@guildhall/testing';
import type { FaultProxy } from '@guildhall/testing';
import { freePort } from '../system.js';
import { Guild } from './guild.js';
import { Processes } from './processes.js';

const PRELOAD = new URL('./preload.mjs', import.meta.url).href;

// Who sends a command until it is answered sends more of them than the default policy allows.
const PATIENT_POLICY = {
  limits: { commandsPerMinute: 1_000_000, burst: 1_000_000, refusalsPerMinute: 1_000_000 },
};

/**
 * A running system in which anything may fail: each service has a network and a clock of its own, and every process
 * may be killed or frozen.
 */
export class FaultyGuild implements AsyncDisposable {
  readonly processes: Processes;

  private constructor(
    readonly guild: Guild,
    /** Between each service and the broker. */
    readonly network: Record<Service, FaultProxy>,
    private readonly folder: string,
  ) {
    this.processes = new Processes(guild.system.home);
  }

  static async start(): Promise<FaultyGuild> {
    const port = String(await freePort());
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-faults-'));
    const proxies = await Promise.all(
      SERVICES.map(async (service) => {
        const proxy = await startFaultProxy(`nats://127.0.0.1:${port}`);
        writeFileSync(join(folder, `${service}.url`), proxy.url);
        return [service, proxy] as const;
      }),
    );
    const network = Object.fromEntries(proxies) as Record<Service, FaultProxy>;
    const env = { GUILDHALL_NATS_PORT: port, NODE_OPTIONS: `--import=${PRELOAD}`, FAULTS: folder };
    try {
      return new FaultyGuild(await Guild.start({ policy: PATIENT_POLICY, env }), network, folder);
    } catch (error) {
      await discard(network, folder);
      throw error;
    }
  }

  /** All networks, or these, do what `fault` does to each. */
  each(fault: (proxy: FaultProxy) => void): void {
    for (const proxy of Object.values(this.network)) fault(proxy);
  }

  /** Moves a service's clock to be `ms` off; right again with 0. */
  setClock(service: Service, ms: number): void {
    writeFileSync(join(this.folder, `${service}.clock`), String(ms));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.each((proxy) => proxy.release());
    await this.guild[Symbol.asyncDispose]();
    await discard(this.network, this.folder);
  }
}

const discard = async (network: Record<Service, FaultProxy>, folder: string): Promise<void> => {
  await Promise.all(Object.values(network).map((proxy) => proxy[Symbol.asyncDispose]()));
  await rm(folder, { recursive: true, force: true });
};
