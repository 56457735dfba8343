import { compress, decompress, rpcArgsOfBody, isRpcCall, type RpcArgs, type RpcCall } from '@gnt/protocol';
import type { ConfigData } from '@gnt/objects';
import { LockBusy } from '../../lib/common/flock.js';
import { Paths } from '../../lib/common/paths.js';
import { AlreadyRunning } from '../../lib/common/pid-file.js';
import type { BootstrapContext } from '../../lib/bootstrap/context.js';
import { configBytes, ConfigState, type ConfigSnapshot } from '../../lib/config/index.js';
import { ssconfValues } from '../../lib/config/ssconf.js';
import { encodeRecord, ORIGIN, wholeParts } from '../../lib/journal/index.js';
import { TransportError, type RawReply, type Transport } from '../../lib/rpc/transport.js';
import { CountingRandom } from './config-data.js';
import { TestCandidate } from './followers.js';
import { ManualClock } from './manual-clock.js';
import { withJournal } from './memory-journal.js';

/** The nodes of a cluster as a failover meets them: candidates with real journals, and what they are asked for. */
export class FailoverNodes implements Transport {
  readonly clock = new ManualClock();
  readonly paths: Paths;
  readonly nodes = new Map<string, TestCandidate>();
  /** Calls that change something, as "call@node". */
  readonly trace: string[] = [];
  readonly arguments = new Map<RpcCall, unknown>();
  /** Whom nodes name as master instead of the one there is. */
  readonly votes = new Map<string, string>();
  /** What answers on the cluster's address: the first answer is given first, the last one for ever. */
  address = [false, true];
  failoverRuns = false;
  masterRuns = false;
  readonly #config: ConfigData;

  /** `root`: of a virtual cluster. */
  constructor(config: ConfigData, root = '') {
    this.#config = config;
    this.paths = new Paths(root);
  }

  /** Lets every node have the same journal: the whole state at record 1.1. */
  async open(): Promise<this> {
    for (const { name } of Object.values(this.#config.nodes)) {
      const node = new TestCandidate(this.clock, this.paths);
      this.nodes.set(name, node);
      const state = ConfigState.of(this.#config);
      const whole = {
        ...{ position: { epoch: 1, seq: 1 }, epochs: [[1, 1]] as const, config: configBytes(state).toString() },
        ...{ jobs: [], serial: 0, drained: false, watcherPause: null },
      };
      const parts = wholeParts(whole);
      for (const [i, part] of parts.entries()) await node.follower.replace(1, ORIGIN, i, parts.length, part);
      for (const [key, lines] of Object.entries(ssconfValues(this.#config as ConfigSnapshot)))
        node.files.contents.set(this.paths.ssconf(key), lines.map((line) => `${line}\n`).join(''));
    }
    return this;
  }

  node(name: string): TestCandidate {
    const node = this.nodes.get(name);
    if (!node) throw new Error(`there is no node ${name}`);
    return node;
  }

  /** Gives nodes one more record of the old master. */
  async append(seq: number, names: readonly string[]): Promise<void> {
    const line = encodeRecord({ position: { epoch: 1, seq }, kind: 'note', data: seq });
    for (const name of names) await this.node(name).follower.append(1, { epoch: 1, seq: seq - 1 }, line);
  }

  /** What a failover to a node works with. */
  context(name: string): BootstrapContext {
    const node = this.node(name);
    return {
      paths: this.paths,
      files: withJournal(node.files, node.disk, this.paths.file('journal')),
      appendFiles: node.disk,
      clock: this.clock,
      random: new CountingRandom(),
      transport: this,
      resolver: { hostname: name, resolve: (host: string) => Promise.resolve({ name: host, ip: host }) },
      answers: () => Promise.resolve((this.address.length > 1 ? this.address.shift() : this.address[0]) ?? false),
      lockFailover: () =>
        this.failoverRuns
          ? Promise.reject(new LockBusy('lock'))
          : Promise.resolve({ release: () => Promise.resolve() }),
      claimMasterRole: () =>
        this.masterRuns
          ? Promise.reject(new AlreadyRunning('ganeti-masterd', 7))
          : Promise.resolve({ remove: () => Promise.resolve() }),
      warn: () => undefined,
    } as unknown as BootstrapContext;
  }

  async post({ name }: { readonly name: string }, path: string, body: string): Promise<RawReply> {
    const node = this.node(name);
    if (!node.reachable) throw new TransportError(`${name}: connection refused`, true);
    const call = path.slice(1);
    if (!isRpcCall(call)) throw new Error(`unknown call ${call}`);
    const args = rpcArgsOfBody(call, JSON.parse(body));
    return { status: 200, body: JSON.stringify([true, await this.#answer(name, node, call, args)]) };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #answer(name: string, node: TestCandidate, call: RpcCall, args: unknown): Promise<unknown> {
    const { follower } = node;
    if (call === 'master_node_name')
      return this.votes.get(name) ?? node.files.contents.get(this.paths.ssconf('master_node'))?.trim();
    if (call === 'journal_state') return follower.state();
    if (call === 'journal_fetch') return this.#fetch(follower, args as RpcArgs<'journal_fetch'>);
    this.trace.push(`${call}@${name}`);
    this.arguments.set(call, args);
    if (call === 'journal_promise') {
      const { epoch, master } = args as RpcArgs<'journal_promise'>;
      return follower.promise(epoch, master);
    }
    if (call === 'journal_replace') return this.#replace(follower, args as RpcArgs<'journal_replace'>);
    if (call === 'write_ssconf_files') {
      const { values } = args as RpcArgs<'write_ssconf_files'>;
      for (const [key, lines] of Object.entries(values))
        node.files.contents.set(this.paths.ssconf(key), `${lines.join('\n')}\n`);
    }
    return null;
  }

  async #fetch(follower: TestCandidate['follower'], { part }: RpcArgs<'journal_fetch'>): Promise<unknown> {
    const { parts, content } = await follower.fetch(part);
    return { parts, content: compress(content) };
  }

  async #replace(
    follower: TestCandidate['follower'],
    { epoch, common: [common, seq], part, parts, content }: RpcArgs<'journal_replace'>,
  ): Promise<unknown> {
    return follower.replace(epoch, { epoch: common, seq }, part, parts, decompress(content, 1 << 26));
  }
}
