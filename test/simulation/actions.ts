import type { ConfigSnapshot } from '../../lib/config/interface.js';
import { nodeName } from './cluster-config.js';
import type { Clients, Opcode } from './client.js';
import type { SimCluster } from './cluster.js';
import type { DiskFault } from './disk.js';
import type { SimNode } from './node.js';
import type { Effect } from './oracle.js';
import type { Step, StepKind } from './steps.js';

const INSTANCES = 8;

function instanceName(n: number): string {
  return `inst${n}.sim`;
}

function at<T>(list: readonly T[], fraction: number): T | undefined {
  return list[Math.floor(fraction * list.length)];
}

/** Carries out steps: what they start goes on while later steps are taken. */
export class Actions {
  readonly #cluster: SimCluster;
  readonly #clients: Clients;
  #tags = 0;

  constructor(cluster: SimCluster, clients: Clients) {
    this.#cluster = cluster;
    this.#clients = clients;
  }

  run(step: Step): void {
    this.#table[step.kind](step);
  }

  /** The cluster as its present master knows it; clients look before they act. */
  get #view(): ConfigSnapshot | undefined {
    return this.#cluster.master?.masterd?.cfg.snapshot;
  }

  #say(line: string): void {
    this.#cluster.observer.say(line);
  }

  #submit(what: string, op: Opcode, effect?: Effect): void {
    void this.#clients.submit(what, [op], effect);
  }

  /** An existing instance. One time in four any name will do, busy or unknown as it may be. */
  #instance(step: Step, wanted: (name: string) => boolean = () => true): string | undefined {
    const { oracle } = this.#clients;
    const any = instanceName(1 + Math.floor(step.a * INSTANCES));
    if (step.c > 0.75) return oracle.torn.has(any) || oracle.moving(any) ? undefined : any;
    const names = Object.values(this.#view?.instances ?? {})
      .map((i) => i.name)
      .filter(wanted);
    return at(
      names.filter((n) => !oracle.busy(n) && !oracle.torn.has(n)),
      step.a,
    );
  }

  #onInstance(step: Step, id: string, verb: string, more: object, effect: (name: string) => Effect): void {
    const name = this.#instance(step);
    if (name === undefined) return;
    this.#submit(`${verb} ${name}`, { OP_ID: id, instance_name: name, ...more }, effect(name));
  }

  #move(step: Step, id: string, verb: string, more: object): void {
    const { oracle } = this.#clients;
    const [torn] = [...oracle.torn].filter((n) => !oracle.busy(n) && this.#template(n) !== undefined);
    const name = torn ?? this.#instance(step, (n) => this.#template(n) !== 'plain');
    if (name === undefined) return;
    if (torn !== undefined && id === 'OP_INSTANCE_FAILOVER') return;
    const target = nodeName(1 + Math.floor(step.b * this.#cluster.nodes.length));
    const where = this.#template(name) === 'drbd' ? {} : { target_node: target };
    const op = { OP_ID: id, instance_name: name, ...more, ...where, ...(torn === undefined ? {} : { cleanup: true }) };
    this.#submit(`${verb} ${name}`, op, { kind: 'move', name });
  }

  #create(step: Step): void {
    const name = instanceName(1 + Math.floor(step.a * INSTANCES));
    if (step.c < 0.75 && this.#clients.oracle.busy(name)) return;
    const { nodes } = this.#cluster;
    const first = Math.floor(step.b * nodes.length);
    const [pnode, snode] = [nodeName(first + 1), nodeName(((first + 1) % nodes.length) + 1)];
    const template =
      at(['drbd', 'drbd', 'drbd', 'plain', 'sharedfile', 'sharedfile', 'diskless'], (step.b * 97) % 1) ?? 'drbd';
    const start = step.c < 0.6;
    const huge = step.c > 0.55 && step.c < 0.6;
    const op = {
      OP_ID: 'OP_INSTANCE_CREATE',
      instance_name: name,
      mode: 'create',
      pnode,
      ...(template === 'drbd' ? { snode } : {}),
      disk_template: template,
      disks: template === 'diskless' ? [] : [{ size: 2048 }, ...(step.b > 0.7 ? [{ size: 1024 }] : [])],
      nics: [{ network: 'pool', ip: 'pool' }],
      os_type: 'noop',
      beparams: { maxmem: huge ? 32_768 : 1024, minmem: 512 },
      start,
      wait_for_sync: step.b < 0.8,
      ip_check: false,
      name_check: false,
    };
    this.#submit(`create ${name} (${template}) on ${pnode}`, op, { kind: 'instance', name, present: true, up: start });
  }

  #tagOwner(step: Step): [owner: string, op: object] | undefined {
    if (step.a < 0.4) return ['cluster', { kind: 'cluster', name: null }];
    if (step.a < 0.7) {
      const name = nodeName(1 + Math.floor(step.b * this.#cluster.nodes.length));
      return [`node/${name}`, { kind: 'node', name }];
    }
    const name = this.#instance({ ...step, c: 0 });
    return name === undefined ? undefined : [`instance/${name}`, { kind: 'instance', name }];
  }

  #tag(step: Step): void {
    const target = this.#tagOwner(step);
    if (!target) return;
    const [owner, about] = target;
    const tag = `t${(this.#tags += 1)}`;
    const op = { OP_ID: 'OP_TAGS_SET', ...about, tags: [tag] };
    // What becomes of an instance's tags when others remove it is for them to say.
    const effect: Effect | undefined = owner.startsWith('instance/')
      ? undefined
      : { kind: 'tag', owner, tag, present: true };
    this.#submit(`tag ${owner} ${tag}`, op, effect);
  }

  #untag(step: Step): void {
    const known = [...this.#clients.oracle.tags].filter(([, present]) => present).map(([key]) => key);
    const [owner = '', tag = ''] = at(known, step.a)?.split(' ') ?? [];
    if (tag === '') return;
    const [kind, name = null] = owner.split('/');
    this.#submit(
      `untag ${owner} ${tag}`,
      { OP_ID: 'OP_TAGS_DEL', kind, name, tags: [tag] },
      { kind: 'tag', owner, tag, present: false },
    );
  }

  #role(step: Step): void {
    const node = at(this.#cluster.nodes, step.a);
    const view = this.#view;
    const row = node && view?.nodes[node.uuid];
    if (!node || !view || !row || node.uuid === view.cluster.master_node) return;
    const op = { OP_ID: 'OP_NODE_SET_PARAMS', node_name: node.name, auto_promote: true };
    if (row.offline) this.#submit(`bring ${node.name} back`, { ...op, offline: false });
    else if (!node.powered) this.#submit(`mark ${node.name} offline`, { ...op, offline: true });
    else if (row.drained) this.#submit(`undrain ${node.name}`, { ...op, drained: false });
    else if (step.b < 0.3) this.#submit(`drain ${node.name}`, { ...op, drained: true });
    else this.#submit(`candidate ${node.name}`, { ...op, master_candidate: !row.master_candidate });
  }

  #job(step: Step): number | undefined {
    const open = [...this.#clients.oracle.jobs.values()].filter((j) => j.ended === undefined);
    return at(open, step.a)?.id;
  }

  #tell(what: string, promise: Promise<unknown>): void {
    promise.then(
      (answer) => {
        this.#say(`  ${what}: ${JSON.stringify(answer)}`);
      },
      (e: unknown) => {
        this.#say(`  ${what}: ${(e as Error).message}`);
      },
    );
  }

  #archive(step: Step): void {
    const over = [...this.#clients.oracle.jobs.values()].filter((j) => j.ended !== undefined && !j.archived);
    const job = at(over, step.a);
    if (!job) return;
    job.archived = true;
    this.#tell(`archive job ${job.id}`, this.#clients.call('ArchiveJob', { job: job.id }));
  }

  #delay(step: Step, depends: number[] = []): void {
    const op = {
      OP_ID: 'OP_TEST_DELAY',
      duration: step.a * 5,
      on_master: true,
      on_nodes: [],
      repeat: 0,
      ...(depends.length > 0 ? { depends: depends.map((id) => [id, ['success', 'error', 'canceled']]) } : {}),
    };
    this.#submit('delay', op);
  }

  #chain(step: Step): void {
    const id = this.#job(step);
    this.#delay({ ...step, a: step.b }, id === undefined ? [] : [id]);
  }

  #masterNode(): SimNode | undefined {
    return this.#cluster.masters.findLast((m) => m.alive)?.node;
  }

  #disturb(what: string, act: () => void): void {
    this.#cluster.disturbed = true;
    this.#say(what);
    act();
  }

  /** What was broken is mended after a while, most often soon. */
  #mendLater({ c }: Step, what: string, mend: () => void): void {
    this.#cluster.time.after(500 + c ** 3 * 60_000, () => {
      this.#say(what);
      mend();
    });
  }

  #killMaster(): void {
    const master = this.#cluster.masters.findLast((m) => m.alive);
    if (!master) return;
    this.#disturb(`kill the master daemon on ${master.node.name}`, () => {
      master.kill();
      this.#restartLater(master.node);
    });
  }

  /** The service manager starts the daemon again. */
  #restartLater(node: SimNode): void {
    this.#cluster.time.after(1500, () => {
      if (node.powered && !this.#cluster.masterOn(node)) this.#cluster.startMaster(node);
    });
  }

  /** The master dies right after a client was told that its job is accepted. */
  #killOnReply(step: Step): void {
    const tag = `t${(this.#tags += 1)}`;
    const effect: Effect = { kind: 'tag', owner: 'cluster', tag, present: true };
    const op = { OP_ID: 'OP_TAGS_SET', kind: 'cluster', name: null, tags: [tag] };
    void this.#clients.submit(`tag cluster ${tag}`, [op], effect).then((id) => {
      if (id === undefined) return;
      if (step.b < 0.5) this.#killMaster();
      else this.#cutMasterPower();
    });
  }

  /** The operator makes another node the master, most often because the old one is gone. */
  #failover(step: Step): void {
    const old = this.#cluster.masterNode;
    const node = at(
      this.#cluster.nodes.filter((n) => n !== old && n.powered),
      step.a,
    );
    if (!node) return;
    this.#disturb(`failover from ${old.name} to ${node.name}`, () => {
      if (step.b < 0.35) this.#cluster.powerOff(old);
      else if (step.b < 0.7) this.#cluster.network.isolate(old.name);
      void this.#cluster.failover(node).then((done) => {
        if (done) this.#clients.oracle.failedOver();
      });
    });
    this.#mendLater(step, `${old.name} is back`, () => {
      this.#cluster.network.heal();
      this.#boot(old);
      this.#restartLater(old);
    });
  }

  #cutMasterPower(): void {
    const node = this.#masterNode();
    if (!node) return;
    this.#disturb(`power cut of ${node.name}, the master`, () => {
      this.#cluster.powerOff(node);
      this.#cluster.time.after(3000, () => {
        this.#boot(node);
      });
      this.#cluster.time.after(5000, () => {
        if (node.powered && !this.#cluster.masterOn(node)) this.#cluster.startMaster(node);
      });
    });
  }

  #boot(node: SimNode): void {
    if (node.powered) return;
    node.powerOn();
    this.#cluster.mirrors.reconnectAll();
  }

  #otherNode(step: Step): SimNode | undefined {
    const master = this.#masterNode();
    return at(
      this.#cluster.nodes.filter((n) => n !== master),
      step.a,
    );
  }

  readonly #table: Readonly<Record<StepKind, (step: Step) => void>> = {
    create: (s) => {
      this.#create(s);
    },
    start: (s) => {
      this.#onInstance(s, 'OP_INSTANCE_STARTUP', 'start', { force: s.b < 0.2 }, (name) => ({
        kind: 'state',
        name,
        up: true,
      }));
    },
    stop: (s) => {
      this.#onInstance(s, 'OP_INSTANCE_SHUTDOWN', 'stop', {}, (name) => ({ kind: 'state', name, up: false }));
    },
    migrate: (s) => {
      this.#move(s, 'OP_INSTANCE_MIGRATE', 'migrate', { cleanup: s.c > 0.9 });
    },
    failover: (s) => {
      this.#move(s, 'OP_INSTANCE_FAILOVER', 'failover', {});
    },
    remove: (s) => {
      this.#onInstance(
        s,
        'OP_INSTANCE_REMOVE',
        'remove',
        { ignore_failures: s.b < 0.3 && !this.#cluster.disturbed },
        (name) => ({
          kind: 'instance',
          name,
          present: false,
        }),
      );
    },
    tag: (s) => {
      this.#tag(s);
    },
    untag: (s) => {
      this.#untag(s);
    },
    delay: (s) => {
      this.#delay(s);
    },
    burst: (s) => {
      for (let i = 0; i < 8; i += 1) this.#tag({ ...s, a: 0 });
    },
    chain: (s) => {
      this.#chain(s);
    },
    cancel: (s) => {
      const job = this.#job(s);
      if (job === undefined) return;
      // A job that is killed leaves what it has made.
      const kill = s.b < 0.1;
      if (kill) this.#cluster.disturbed = true;
      this.#tell(`cancel job ${job}${kill ? ', kill it' : ''}`, this.#clients.call('CancelJob', { job, kill }));
    },
    priority: (s) => {
      const job = this.#job(s);
      if (job !== undefined)
        this.#tell(`priority of job ${job}`, this.#clients.call('ChangeJobPriority', { job, priority: -10 }));
    },
    archive: (s) => {
      this.#archive(s);
    },
    nodeRole: (s) => {
      this.#role(s);
    },
    clusterParams: (s) => {
      this.#submit('cluster parameters', {
        OP_ID: 'OP_CLUSTER_SET_PARAMS',
        candidate_pool_size: 2 + Math.floor(s.a * 3),
      });
    },
    restartMaster: () => {
      const master = this.#cluster.master;
      if (!master) return;
      this.#say(`restart the master daemon on ${master.node.name}`);
      void master.stop().then(() => {
        if (master.node.powered && !this.#cluster.masterOn(master.node)) this.#cluster.startMaster(master.node);
      });
    },
    restartNoded: (s) => {
      const node = at(
        this.#cluster.nodes.filter((n) => n.listening),
        s.a,
      );
      if (!node) return;
      this.#disturb(`restart the node daemon of ${node.name}`, () => {
        void node.stopDaemon().then(() => {
          if (node.powered && !node.listening) node.startDaemon();
        });
      });
    },
    killMaster: () => {
      this.#killMaster();
    },
    cutMasterPower: () => {
      this.#cutMasterPower();
    },
    killOnReply: (s) => {
      this.#killOnReply(s);
    },
    crashNode: (s) => {
      const node = this.#otherNode(s);
      if (node?.powered)
        this.#disturb(`power cut of ${node.name}`, () => {
          this.#cluster.powerOff(node);
          if (s.b < 0.7)
            this.#mendLater(s, `${node.name} boots`, () => {
              this.#boot(node);
            });
        });
    },
    bootNode: (s) => {
      const node = at(
        this.#cluster.nodes.filter((n) => !n.powered),
        s.a,
      );
      if (!node) return;
      this.#say(`boot ${node.name}`);
      this.#boot(node);
    },
    killNoded: (s) => {
      const node = at(
        this.#cluster.nodes.filter((n) => n.listening),
        s.a,
      );
      if (!node) return;
      this.#disturb(`kill the node daemon of ${node.name}`, () => {
        node.killDaemon();
        this.#cluster.time.after(2000, () => {
          if (node.powered && !node.listening) node.startDaemon();
        });
      });
    },
    cutNode: (s) => {
      const node = at(this.#cluster.nodes, s.a);
      if (!node) return;
      this.#disturb(`cut ${node.name} off`, () => {
        this.#cluster.network.isolate(node.name);
      });
      this.#mendLater(s, 'the network is whole again', () => {
        this.#cluster.network.heal();
        this.#cluster.mirrors.reconnectAll();
      });
    },
    splitNetwork: (s) => {
      // Each number's bits say which nodes are on one side.
      const bits = 1 + Math.floor(s.a * (2 ** this.#cluster.nodes.length - 2));
      const side = this.#cluster.nodes.filter((_, i) => (bits >> i) & 1).map(({ name }) => name);
      this.#disturb(`the network parts: ${side.join(', ')} on one side`, () => {
        this.#cluster.network.split(new Set(side));
      });
      this.#mendLater(s, 'the network is whole again', () => {
        this.#cluster.network.heal();
        this.#cluster.mirrors.reconnectAll();
      });
    },
    lossy: (s) => {
      this.#disturb('the network becomes bad', () => {
        const loss = s.a * 0.15;
        Object.assign(this.#cluster.network, { loss, duplicates: loss, delay: 2 + s.b * 500 });
      });
      this.#mendLater(s, 'the network is good again', () => {
        Object.assign(this.#cluster.network, { loss: 0, duplicates: 0, delay: 2 });
      });
    },
    diskFault: (s) => {
      const node = s.c < 0.6 ? this.#masterNode() : at(this.#cluster.nodes, s.a);
      const fault: DiskFault = at<DiskFault>(['ENOSPC', 'EIO', 'EROFS'], s.b) ?? 'EIO';
      if (!node) return;
      this.#disturb(`disk of ${node.name} fails: ${fault}`, () => {
        node.disk.fault = fault;
      });
      this.#mendLater(s, `disk of ${node.name} works again`, () => {
        node.disk.fault = undefined;
      });
    },
    slowDisk: (s) => {
      const node = s.c < 0.6 ? this.#masterNode() : at(this.#cluster.nodes, s.a);
      if (!node) return;
      this.#disturb(`disk of ${node.name} is slow`, () => {
        node.disk.slowness = 10 + s.b * 500;
      });
      this.#mendLater(s, `disk of ${node.name} is fast again`, () => {
        node.disk.slowness = 1;
      });
    },
    failoverMaster: (s) => {
      this.#failover(s);
    },
  };

  #template(name: string | undefined): string | undefined {
    const view = this.#view;
    const instance = Object.values(view?.instances ?? {}).find((i) => i.name === name);
    return view?.disks[instance?.disks[0] ?? '']?.dev_type;
  }
}
