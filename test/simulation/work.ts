import type { ConfigSnapshot } from '../../lib/config/interface.js';
import { nodeName } from './cluster-config.js';
import type { Clients, Opcode } from './client.js';
import type { SimCluster } from './cluster.js';
import type { Effect } from './oracle.js';
import { at, type Step, type StepTable, type WorkKind } from './steps.js';

const INSTANCES = 8;

function instanceName(n: number): string {
  return `inst${n}.sim`;
}

/** Steps of clients: jobs, and what is done with jobs. What they start goes on while later steps are taken. */
export class Work {
  readonly #cluster: SimCluster;
  readonly #clients: Clients;
  #tags = 0;

  constructor(cluster: SimCluster, clients: Clients) {
    this.#cluster = cluster;
    this.#clients = clients;
  }

  readonly steps: StepTable<WorkKind> = {
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
  };

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

  #template(name: string | undefined): string | undefined {
    const view = this.#view;
    const instance = Object.values(view?.instances ?? {}).find((i) => i.name === name);
    return view?.disks[instance?.disks[0] ?? '']?.dev_type;
  }
}
