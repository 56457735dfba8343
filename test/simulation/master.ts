import { pino } from 'pino';
import { decodeLuxiResponse, encodeLuxiRequest, type LuxiArgs, type LuxiMethod } from '@gnt/protocol';
import { silentLogger, type Logger } from '../../lib/common/log.js';
import type { MasterMachine } from '../../lib/masterd/cmdlib/base.js';
import { directHail } from '../../lib/masterd/iallocator/hail.js';
import type { LuxiServices } from '../../lib/masterd/luxi/context.js';
import { answerRequest } from '../../lib/masterd/luxi/dispatch.js';
import { startMasterd, type Masterd, type MasterdDependencies } from '../../lib/masterd/start.js';
import { nodeAddress } from './cluster-config.js';
import { paths, type SimNode } from './node.js';
import type { Observer } from './observer.js';
import { SimProcess } from './process.js';
import { UnitWatch } from './units.js';

/** The connection to the master broke before it answered: what was asked may have happened or not. */
export class ConnectionLost extends Error {}

const machine: MasterMachine = {
  resolve: (name) => Promise.resolve({ name, address: addressOf(name) }),
  reachable: () => Promise.resolve(true),
  readFile: () => Promise.resolve(undefined),
  virtualPath: (path) => path,
  meetingPoint: () => Promise.reject(new Error('programs cannot be met in a simulation')),
};

function addressOf(name: string): string {
  const n = /^node(\d+)\./.exec(name)?.[1];
  return n === undefined ? '203.0.113.1' : nodeAddress(Number(n));
}

export interface MasterOptions {
  readonly voting: boolean;
  /** Its log goes to the trace. */
  readonly log: boolean;
  /** Called when it cannot start. */
  readonly refused: (reason: Error) => void;
}

/** A master daemon on one of the nodes: the real engine over simulated disk, network and time. */
export class SimMaster {
  readonly node: SimNode;
  readonly process: SimProcess;
  readonly watch: UnitWatch;
  readonly #observer: Observer;
  readonly #options: MasterOptions;
  readonly #broken = new Set<() => void>();
  #services: LuxiServices | undefined;
  #masterd: Masterd | undefined;
  /** Why it did not start. */
  refusal: Error | undefined;

  constructor(node: SimNode, observer: Observer, options: MasterOptions) {
    this.node = node;
    this.#observer = observer;
    this.#options = options;
    this.process = new SimProcess(`masterd@${node.name}`, node.world.time, node.clockSkew);
    this.watch = new UnitWatch(observer);
    void this.#start();
  }

  /** Runs and takes requests. */
  get masterd(): Masterd | undefined {
    return this.process.alive ? this.#masterd : undefined;
  }
  get services(): LuxiServices | undefined {
    return this.process.alive && this.#masterd ? this.#services : undefined;
  }
  /** Everything it has acknowledged is on a majority of the candidates. */
  get replicated(): boolean {
    const report = this.masterd?.journal.report();
    if (!report) return false;
    const { followers, durable } = report;
    const have = 1 + followers.filter(({ position }) => (position?.seq ?? 0) >= durable.seq).length;
    return 2 * have > followers.length + 1;
  }

  get alive(): boolean {
    return this.process.alive && !this.refusal;
  }

  async #start(): Promise<void> {
    const { disk, world, name, random } = this.node;
    const deps = {
      paths,
      files: disk.files(this.process),
      appendFiles: disk.appendFiles(this.process),
      syncFiles: disk.syncFiles(this.process),
      clock: this.process.clock,
      random: random.fork(`master ${world.time.now}`),
      resolver: { hostname: name, resolve: (host: string) => Promise.resolve({ name: host, ip: addressOf(host) }) },
      transport: world.network.transport(name, this.process),
      accounts: { uidOf: () => undefined, gidOf: () => undefined, userOf: () => undefined, groupOf: () => undefined },
      log: this.#logger(),
      units: this.watch.units,
      hail: directHail,
      euid: 1000,
      voting: this.#options.voting,
      forceNode: false,
      deposed: () => {
        this.#observer.say(`master on ${name} steps down`);
        this.kill();
        this.#options.refused(new Error('it was replaced, or a failover was begun'));
      },
      machine,
      serveLuxi: (services: LuxiServices) => {
        this.#services = services;
        return { listen: () => Promise.resolve(), close: () => Promise.resolve() };
      },
    } satisfies MasterdDependencies & Record<string, unknown>;
    try {
      this.#masterd = await startMasterd(deps);
      this.#observer.say(`master on ${name} is up, configuration ${this.#masterd.cfg.snapshot.serial_no}`);
    } catch (e) {
      this.refusal = e instanceof Error ? e : new Error(String(e));
      this.process.kill();
      disk.interrupt(this.process);
      this.#observer.say(`master on ${name} does not start: ${this.refusal.message}`);
      this.#break();
      this.#options.refused(this.refusal);
    }
  }

  /** One request of a client. */
  call<M extends LuxiMethod>(method: M, args: LuxiArgs<M>): Promise<unknown> {
    const { services } = this;
    if (!services) return Promise.reject(new ConnectionLost('no master answers'));
    const signal = new AbortController().signal;
    return new Promise((resolve, reject) => {
      const broken = (): void => {
        reject(new ConnectionLost('the master went away'));
      };
      this.#broken.add(broken);
      void answerRequest(encodeLuxiRequest(method, args, 3_010_000), { ...services, signal }, silentLogger).then(
        ({ text }) => {
          this.#broken.delete(broken);
          try {
            resolve(decodeLuxiResponse(text));
          } catch (e) {
            reject(e instanceof Error ? e : new Error(String(e)));
          }
        },
      );
    });
  }

  kill(): void {
    if (!this.process.alive) return;
    this.process.kill();
    this.node.disk.interrupt(this.process);
    this.#break();
  }

  /** Stops as a service manager stops it. */
  async stop(): Promise<void> {
    await this.#masterd?.close().catch((e: unknown) => {
      this.#observer.say(`master on ${this.node.name} could not stop cleanly: ${(e as Error).message}`);
    });
    this.process.kill();
    this.node.disk.interrupt(this.process);
    this.#break();
  }

  #break(): void {
    for (const broken of this.#broken) broken();
    this.#broken.clear();
  }

  #logger(): Logger {
    if (!this.#options.log) return silentLogger;
    const write = (text: string): void => {
      const { msg, err, reason, component, level, job, call, node } = JSON.parse(text) as Readonly<
        Record<string, string | number | undefined>
      > & { readonly err?: { readonly message?: string } };
      if (Number(level) < 30) return;
      const why = err?.message ?? reason ?? '';
      this.#observer.all?.push(
        `            log ${String(component ?? '')} ${String(msg)} ${JSON.stringify({ job, call, node })} ${String(why)}`,
      );
    };
    return pino({ level: 'debug' }, { write });
  }
}
