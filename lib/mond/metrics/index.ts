import type { CollectorDependencies } from '../collectors/interface.js';
import { clusterFamilies } from './cluster.js';
import { drbdFamilies, instanceFamilies } from './instances.js';
import { daemonFamilies, diskFamilies, nodeFamilies, rpcFamilies } from './node.js';
import { callFamilies } from './rpc.js';
import { Trouble } from '../trouble.js';
import { CONTENT_TYPE, openMetrics, type Family } from './text.js';

/** A part of what is exported; each fails alone. */
type Part = (deps: CollectorDependencies) => Promise<Family[]>;

const PARTS: Readonly<Record<string, Part>> = {
  node: nodeFamilies,
  disk: diskFamilies,
  daemon: daemonFamilies,
  rpc: rpcFamilies,
  calls: callFamilies,
  instance: instanceFamilies,
  drbd: drbdFamilies,
  cluster: clusterFamilies,
};

/** Figures of this node for Prometheus. Requests at the same time share one measurement. */
export class Metrics {
  readonly contentType = CONTENT_TYPE;
  readonly #deps: CollectorDependencies;
  readonly #parts: Readonly<Record<string, Part>>;
  readonly #trouble: Trouble;
  #running: Promise<string> | undefined;

  constructor(deps: CollectorDependencies, parts: Readonly<Record<string, Part>> = PARTS) {
    this.#deps = deps;
    this.#trouble = new Trouble(deps.log, 'a part of the metrics failed');
    this.#parts = parts;
  }

  /** The text that a scraper gets. */
  text(): Promise<string> {
    this.#running ??= this.#measure().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #measure(): Promise<string> {
    const made = await Promise.all(Object.entries(this.#parts).map(([name, part]) => this.#try(name, part)));
    const success: Family = {
      name: 'ganeti_metrics_success',
      type: 'gauge',
      help: 'Whether a part of these figures could be measured.',
      samples: made.map(({ name, families }) => ({ labels: { part: name }, value: families ? 1 : 0 })),
    };
    return openMetrics([...made.flatMap(({ families }) => families ?? []), success]);
  }

  async #try(name: string, part: Part): Promise<{ name: string; families: Family[] | undefined }> {
    try {
      const families = await part(this.#deps);
      this.#trouble.went(name);
      return { name, families };
    } catch (err) {
      this.#trouble.failed(name, err);
      return { name, families: undefined };
    }
  }
}
