import type { Clients } from './client.js';
import type { SimCluster } from './cluster.js';
import type { DiskFault } from './disk.js';
import type { SimNode } from './node.js';
import type { Effect } from './oracle.js';
import { at, type FaultKind, type Step, type StepTable } from './steps.js';

/** Steps against the cluster: daemons, machines, network and disks that fail, and operators who make another the master. */
export class Faults {
  readonly #cluster: SimCluster;
  readonly #clients: Clients;
  #tags = 0;

  constructor(cluster: SimCluster, clients: Clients) {
    this.#cluster = cluster;
    this.#clients = clients;
  }

  readonly steps: StepTable<FaultKind> = {
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

  #say(line: string): void {
    this.#cluster.observer.say(line);
  }

  #masterNode(): SimNode | undefined {
    return this.#cluster.masters.findLast((m) => m.alive)?.node;
  }

  #otherNode(step: Step): SimNode | undefined {
    const master = this.#masterNode();
    return at(
      this.#cluster.nodes.filter((n) => n !== master),
      step.a,
    );
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
    const tag = `k${(this.#tags += 1)}`;
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
}
