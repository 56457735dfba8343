import { ssconfValues } from '../../lib/config/ssconf.js';
import { journalHandlers } from '../../lib/noded/handlers/journal.js';
import { clusterConfig, configText, nodeAddress, nodeName, nodeUuid } from './cluster-config.js';
import { Mirrors } from './drbd.js';
import { fileCalls } from './file-calls.js';
import { guestCalls } from './guest-calls.js';
import { FailoverTool } from './failover.js';
import { History } from './history.js';
import { SimMaster } from './master.js';
import { SimNetwork } from './network.js';
import { paths, SimNode, type World } from './node.js';
import { Observer } from './observer.js';
import { SeededRandom } from './random.js';
import { storageCalls } from './storage-calls.js';
import { SimTime } from './time.js';

/** A cluster in one process: nodes, network, masters. */
export class SimCluster {
  readonly time = new SimTime();
  readonly random: SeededRandom;
  readonly observer: Observer;
  readonly network: SimNetwork;
  readonly mirrors: Mirrors;
  readonly history: History;
  readonly nodes: readonly SimNode[];
  readonly masters: SimMaster[] = [];
  readonly sharedFiles = new Set<string>();
  readonly #log: boolean;
  /** The node that is the master as operators know; another one only after a failover. */
  masterNode: SimNode;
  /** How often another node has become the master. */
  failovers = 0;
  #tools: FailoverTool[] = [];
  /** Something was broken on purpose at some time. */
  disturbed = false;

  constructor(seed: string, nodes: number, verbose: boolean) {
    this.random = new SeededRandom(seed);
    this.#log = verbose;
    this.observer = new Observer(this.time, verbose);
    const note = (line: string): void => {
      this.observer.note(line);
    };
    const complain = (what: string): void => {
      this.observer.broken('nodes are used as they may be', what);
    };
    this.network = new SimNetwork(this.time, this.random.fork('network'), note);
    this.mirrors = new Mirrors(this.time, this.network, complain);
    this.history = new History((rule, what) => {
      this.observer.broken(rule, what);
    });
    const all: SimNode[] = [];
    const world: World = {
      time: this.time,
      network: this.network,
      mirrors: this.mirrors,
      nodes: all,
      sharedFiles: this.sharedFiles,
      note,
      complain,
      masterRuns: (node) => this.masterOn(node) !== undefined || this.#failoverWrites(node),
      startMaster: (node, voting) => {
        if (!this.masterOn(node)) this.startMaster(node, voting);
      },
      stopMaster: async (node) => {
        await this.masterOn(node)?.stop();
      },
      handlersFor: (node) => ({ ...fileCalls(node), ...guestCalls(node), ...storageCalls(node), ...journalHandlers }),
    };
    const config = clusterConfig(nodes, this.random.fork('config'));
    const ssconf = ssconfValues(config);
    for (let n = 1; n <= nodes; n += 1) {
      const names = { uuid: nodeUuid(n), name: nodeName(n), address: nodeAddress(n) };
      const node = new SimNode(world, names, this.random.fork(`node ${n}`));
      node.disk.onSynced = (path, { name }, file, content) => {
        if (path === paths.file('journal')) this.history.synced(name, file, content);
      };
      all.push(node);
      this.network.add(node);
      for (const [key, lines] of Object.entries(ssconf))
        node.disk.place(paths.ssconf(key), lines.map((line) => `${line}\n`).join(''));
      if (config.nodes[node.uuid]?.master_candidate) node.disk.place(paths.file('configData'), configText(config));
      node.startDaemon();
    }
    this.nodes = all;
    const [first] = all;
    if (!first) throw new Error('a cluster has at least one node');
    this.masterNode = first;
  }

  /** The master that clients reach. */
  get master(): SimMaster | undefined {
    return this.masters.findLast((m) => m.node === this.masterNode && m.masterd);
  }

  /** Masters that were replaced and do not know it yet. */
  get stale(): readonly SimMaster[] {
    return this.masters.filter((m) => m.node !== this.masterNode && m.masterd);
  }

  node(name: string): SimNode {
    const node = this.nodes.find((n) => n.name === name || n.uuid === name);
    if (!node) throw new Error(`there is no node ${name}`);
    return node;
  }

  /** Starts the master daemon of a node; the service manager tries again while the other nodes leave it open who is master. */
  startMaster(node: SimNode, voting = true): void {
    const again = (): void => {
      if (node.powered && !this.masterOn(node)) this.startMaster(node, voting);
    };
    if (this.#failoverWrites(node)) {
      this.time.after(10_000, again);
      return;
    }
    const refused = ({ message }: Error): void => {
      if (/not the master|Voting cannot be won/.test(message)) return;
      this.time.after(10_000, again);
    };
    const master = new SimMaster(node, this.observer, { log: this.#log, voting, refused });
    this.masters.push(master);
  }

  #failoverWrites(node: SimNode): boolean {
    return this.#tools.some((tool) => tool.node === node && tool.holdsRole);
  }

  /** An operator makes a node the master; resolves with whether it is. */
  async failover(node: SimNode, noVoting = false): Promise<boolean> {
    const tool = new FailoverTool(node, () => this.#tools.some((other) => other.node === node && other.underWay));
    this.#tools.push(tool);
    const done = await tool.run(noVoting);
    this.observer.say(`  failover to ${node.name}: ${done}`);
    if (done !== 'done') return false;
    this.masterNode = node;
    this.failovers += 1;
    return true;
  }

  /** The master daemon of a node that runs, or is about to. */
  masterOn(node: SimNode): SimMaster | undefined {
    return this.masters.findLast((m) => m.node === node && m.alive);
  }

  powerOff(node: SimNode): void {
    for (const master of this.masters) if (master.node === node) master.kill();
    for (const tool of this.#tools) if (tool.node === node) tool.kill();
    node.powerOff();
  }

  /** Everything that was broken on purpose works again. */
  heal(): void {
    this.network.heal();
    for (const node of this.nodes) {
      node.disk.fault = undefined;
      node.disk.slowness = 1;
      if (!node.powered) node.powerOn();
      else if (!node.listening) node.startDaemon();
    }
    this.mirrors.reconnectAll();
  }
}
