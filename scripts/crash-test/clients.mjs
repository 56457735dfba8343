// Clients of the crash test: they submit jobs and note what they were told.
import { setTimeout as sleep } from 'node:timers/promises';
import { LuxiClient } from '../../packages/luxi-client/dist/src/index.js';

const CLIENTS = 4;
const reason = [['crash-test', '', 1]];

export class CrashClients {
  /** Numbers of jobs that were accepted. */
  accepted = new Set();
  /** Those that were seen to end, with their states. */
  ended = new Map();
  /** Tags of the cluster whose jobs succeeded. */
  tags = new Set();
  #running = false;
  #paused = false;
  #busy = 0;
  #sent = 0;
  #loops = [];
  #cluster;

  constructor(cluster) {
    this.#cluster = cluster;
  }

  start() {
    this.#running = true;
    this.#loops = Array.from({ length: CLIENTS }, (_, i) => this.#loop(i));
  }

  /** Resolves when a master has accepted another job. */
  async served() {
    const before = this.accepted.size;
    while (this.accepted.size === before) await sleep(5);
  }

  /** Resolves when no request is under way; none is made until `resume`. */
  async pause() {
    this.#paused = true;
    while (this.#busy > 0) await sleep(5);
  }

  resume() {
    this.#paused = false;
  }

  async stop() {
    this.#running = false;
    this.#paused = false;
    await Promise.all(this.#loops);
  }

  async #loop(number) {
    let luxi;
    let at;
    while (this.#running) {
      if (this.#paused) {
        await sleep(5);
        continue;
      }
      this.#busy += 1;
      try {
        if (!luxi || at !== this.#cluster.socket) {
          luxi?.close();
          at = this.#cluster.socket;
          luxi = await LuxiClient.connect(at);
        }
        await this.#one(luxi, number);
      } catch {
        // The daemon was killed: what it did not answer was not acknowledged.
        luxi?.close();
        luxi = undefined;
        await sleep(20);
      } finally {
        this.#busy -= 1;
      }
    }
    luxi?.close();
  }

  /** One job that does nothing, or sets a tag, followed to its end. */
  async #one(luxi, number) {
    const tag = `c${number}-${(this.#sent += 1)}`;
    const op =
      this.#sent % 3 === 0
        ? { OP_ID: 'OP_TAGS_SET', kind: 'cluster', name: null, tags: [tag], reason }
        : { OP_ID: 'OP_TEST_DELAY', duration: 0.0001, on_master: false, no_locks: true, reason };
    const id = await luxi.submitJob([op]);
    this.accepted.add(id);
    for (let status = null; !['success', 'error', 'canceled'].includes(status);) {
      const change = await luxi.waitForJobChange(id, ['status'], status === null ? null : [status], null);
      if (!Array.isArray(change)) continue;
      [[status]] = change;
      if (status !== 'success' && status !== 'error') continue;
      this.ended.set(id, status);
      if (status === 'success' && op.tags) this.tags.add(tag);
    }
  }
}
