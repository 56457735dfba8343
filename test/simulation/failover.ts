import { masterFailover } from '../../lib/bootstrap/master-failover.js';
import { LockBusy } from '../../lib/common/flock.js';
import { AlreadyRunning } from '../../lib/common/pid-file.js';
import type { BootstrapContext } from '../../lib/bootstrap/context.js';
import { nodeAddress } from './cluster-config.js';
import { paths, type SimNode } from './node.js';
import { SimProcess } from './process.js';

/** `gnt-cluster master-failover` on a node. */
export class FailoverTool {
  readonly node: SimNode;
  readonly #process: SimProcess;
  readonly #othersRun: () => boolean;
  #holdsRole = false;
  #underWay = false;

  constructor(node: SimNode, othersRun: () => boolean) {
    this.node = node;
    this.#othersRun = othersRun;
    this.#process = new SimProcess(`failover@${node.name}`, node.world.time, node.clockSkew);
  }

  /** Keeps the master daemon of its node and the node daemon from the journal. */
  get holdsRole(): boolean {
    return this.#holdsRole;
  }

  /** It runs. */
  get underWay(): boolean {
    return this.#underWay;
  }

  kill(): void {
    this.#underWay = false;
    this.#holdsRole = false;
    this.#process.kill();
    this.node.disk.interrupt(this.#process);
  }

  /** Resolves with 'done' or why it could not be done; never when the machine goes down. */
  async run(noVoting: boolean): Promise<string> {
    const { disk, world, name, random } = this.node;
    let asked = true;
    const ctx = {
      paths,
      files: disk.files(this.#process),
      appendFiles: disk.appendFiles(this.#process),
      transport: world.network.transport(name, this.#process),
      clock: this.#process.clock,
      random,
      resolver: {
        hostname: name,
        resolve: (host: string) => Promise.resolve({ name: host, ip: nodeAddress(Number(/\d+/.exec(host)?.[0] ?? 0)) }),
      },
      lockFailover: () => {
        if (this.#othersRun()) return Promise.reject(new LockBusy('failover'));
        this.#underWay = true;
        return Promise.resolve({ release: () => Promise.resolve() });
      },
      claimMasterRole: () => {
        if (world.masterRuns(this.node)) return Promise.reject(new AlreadyRunning('ganeti-masterd', undefined));
        this.#holdsRole = true;
        const remove = (): Promise<void> => {
          this.#holdsRole = false;
          return Promise.resolve();
        };
        return Promise.resolve({ remove });
      },
      // Addresses are not modelled: this one is always where it is looked for.
      answers: () => Promise.resolve((asked = !asked)),
      warn: () => undefined,
    } satisfies Partial<BootstrapContext>;
    try {
      // It starts no program: the context's runner and programs are for other tools.
      const { exitCode, warnings } = await masterFailover(noVoting, ctx as unknown as BootstrapContext);
      return exitCode === 0 ? 'done' : warnings.join('; ');
    } catch (e) {
      return e instanceof Error ? e.message : String(e);
    } finally {
      this.#underWay = false;
    }
  }
}
