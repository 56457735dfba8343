import type { ConfigData } from '@gnt/objects';
import { anyClass, configDataClass, objectText } from '@gnt/objects';
import { fillOpcode, type GivenOpcode, type OpId } from '@gnt/opcodes';
import { silentLogger } from '../../lib/common/log.js';
import { FileConfigStore } from '../../lib/config/store.js';
import type { ConfigSnapshot } from '../../lib/config/interface.js';
import type { AllocatorAnswer, MasterFile, MasterMachine, MeetingPoint } from '../../lib/masterd/cmdlib/base.js';
import type { Replication } from '../../lib/masterd/planning/verify/replication.js';
import { logicalUnits } from '../../lib/masterd/cmdlib/registry.js';
import { LockManager } from '../../lib/masterd/locking/manager.js';
import { Processor } from '../../lib/masterd/mcpu/processor.js';
import { CountingRandom, MemoryFiles, StoppedClock } from './config-data.js';
import { FakeRpc } from './fake-rpc.js';
import { labConfig } from './lab-config.js';

/** The master's machine as tests set it. */
export class FakeMachine implements MasterMachine {
  readonly hosts = new Map<string, string>();
  /** Addresses that answer. */
  readonly alive = new Set<string>();
  readonly files = new Map<string, MasterFile>();
  /** What becomes of meetings: nobody comes, somebody who is silent, somebody who says something. */
  meeting: 'nobody' | 'silent' | 'heard' = 'nobody';
  /** Meetings that are open. */
  meetings = 0;

  async resolve(name: string): Promise<{ name: string; address: string } | undefined> {
    const full = [...this.hosts.keys()].find((h) => h === name || h.startsWith(`${name}.`));
    return full === undefined ? undefined : { name: full, address: this.hosts.get(full) ?? '' };
  }
  async reachable(address: string): Promise<boolean> {
    return this.alive.has(address);
  }
  async readFile(path: string): Promise<MasterFile | undefined> {
    return this.files.get(path);
  }
  virtualPath(path: string): string {
    return path;
  }
  async meetingPoint(): Promise<MeetingPoint> {
    const { meeting } = this;
    this.meetings += 1;
    return {
      path: `/tmp/meeting-${this.meetings}`,
      connected: async () => meeting !== 'nobody',
      heard: async () => meeting === 'heard',
      close: async () => {
        this.meetings -= 1;
      },
    };
  }
}

/** Does not wait, but remembers for how long (milliseconds) it was to. */
export class LabClock extends StoppedClock {
  readonly slept: number[] = [];
  override sleep(ms = 0): Promise<void> {
    this.slept.push(ms);
    return Promise.resolve();
  }
}

/**
 * A cluster for logical units: real opcodes, processor, locks and configuration store; nodes, files and the master's
 * machine are told what to say. What a unit did is in `rpc.calls`, `lines` and `cfg`.
 */
export class Lab {
  readonly rpc: FakeRpc;
  readonly machine = new FakeMachine();
  readonly clock = new LabClock();
  readonly lines: string[] = [];
  readonly submitted: (readonly Readonly<Record<string, unknown>>[])[] = [];
  readonly requests: { readonly name: string; readonly request: Readonly<Record<string, unknown>> }[] = [];
  /** How the other master candidates follow. */
  replication: Replication = { health: 'local', durable: { epoch: 1, seq: 1 }, followers: [] };
  allocator: AllocatorAnswer = { success: true, info: '', result: ['node3.example.com'] };
  readonly #store: FileConfigStore;
  readonly #processor: Processor;
  #job = 0;

  private constructor(store: FileConfigStore) {
    this.#store = store;
    this.rpc = new FakeRpc((node) => store.snapshot.nodes[node]?.offline === true);
    this.#processor = new Processor({
      units: (id) => logicalUnits[id],
      cfg: store,
      rpc: this.rpc,
      locks: new LockManager(),
      clock: this.clock,
      random: new CountingRandom(),
      log: silentLogger,
      submit: async (jobs) => {
        this.submitted.push(...jobs);
        return jobs.map((_, i) => [true, 100 + i]);
      },
      services: (hooks, submit) => ({
        runHooks: hooks.run,
        submitJobs: async (jobs) => (await submit(jobs)) as [boolean, number | string][],
        allocate: async (name, request) => {
          this.requests.push({ name, request });
          return this.allocator;
        },
        allocatorInput: (request) => Promise.resolve(JSON.stringify(request)),
        allocatorOutput: (name) => Promise.resolve(`${name} was asked`),
        local: this.machine,
        replication: () => this.replication,
        sources: {
          cfg: store,
          rpc: this.rpc,
          jobs: { drained: false, ids: async () => [], load: async () => null },
          locks: { report: () => [] },
          watcherPause: async () => null,
        },
      }),
    });
  }

  /** A lab over a configuration; by default three nodes without instances. */
  static async open(config: ConfigData = labConfig()): Promise<Lab> {
    const files = new MemoryFiles();
    files.contents.set('config.data', objectText(anyClass(configDataClass))(config));
    const options = {
      files,
      path: 'config.data',
      clock: new StoppedClock(),
      random: new CountingRandom(),
      log: silentLogger,
    };
    return new Lab(await FileConfigStore.open({ ...options, distribute: async () => undefined }));
  }

  get cfg(): ConfigSnapshot {
    return this.#store.snapshot;
  }

  /** Changes the configuration behind the units' backs. */
  async change(fn: (data: ConfigData) => void): Promise<void> {
    await this.#store.update(fn);
  }

  /** Runs an opcode as a job of its own would. */
  async run<Id extends OpId>(given: GivenOpcode<Id>): Promise<unknown> {
    this.#job += 1;
    const op = { ...fillOpcode(given), reason: (given as { reason?: unknown }).reason ?? [] };
    return this.#processor.execute(op, {
      jobId: this.#job,
      index: 0,
      signal: new AbortController().signal,
      priority: 0,
      raisePriority: () => undefined,
      started: async () => undefined,
      retrying: async () => undefined,
      feedback: (_kind, value) => {
        this.lines.push(...(Array.isArray(value) ? value.map(String) : [String(value)]));
      },
    });
  }
}
