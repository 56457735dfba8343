import { CONFD_GROUP, MASTERD_USER } from '@gnt/constants';
import { compress } from '@gnt/protocol';
import { epochSeconds, type Clock } from '../../common/clock.js';
import type { Files } from '../../common/files.js';
import type { Logger } from '../../common/log.js';
import type { Paths } from '../../common/paths.js';
import { makeVirtualPath } from '../../common/virtual-path.js';
import type { ConfigSnapshot } from '../../config/interface.js';
import type { RpcRunner } from '../../rpc/interface.js';
import { onlineNodes, otherCandidates } from './candidates.js';

/** A regular file that its owner writes and its group reads, as stat shows it. */
const CONFIG_MODE = 0o100640;

export interface DistributorDependencies {
  readonly rpc: RpcRunner;
  readonly files: Files;
  readonly paths: Paths;
  readonly clock: Clock;
  readonly log: Logger;
  /** The simple configuration files of a state: key to lines. */
  readonly ssconfOf: (state: ConfigSnapshot) => Readonly<Record<string, readonly string[]>>;
}

/**
 * Brings a written configuration to the other nodes: config.data to the master candidates, the ssconf files to every
 * node that does not have these yet. Failures are logged; the change stands without them.
 */
export class ConfigDistributor {
  readonly #deps: DistributorDependencies;
  /** What each node was last given, so that only what changed travels and a node that missed it gets it next time. */
  readonly #given = new Map<string, string>();

  constructor(deps: DistributorDependencies) {
    this.#deps = deps;
  }

  /** For the configuration store; `previous` null means to everyone again. */
  readonly distribute = async (state: ConfigSnapshot, previous: ConfigSnapshot | null): Promise<void> => {
    if (previous === null) this.#given.clear();
    await Promise.all([this.#sendConfig(state), this.#sendSsconf(state)]);
  };

  async #sendConfig(state: ConfigSnapshot): Promise<void> {
    const { rpc, files, paths, clock, log } = this.#deps;
    const targets = otherCandidates(state);
    if (targets.length === 0) return;
    const path = paths.file('configData');
    const now = epochSeconds(clock);
    const results = await rpc.many(
      targets.map((n) => n.uuid),
      'upload_file_single',
      {
        file_name: makeVirtualPath(paths, path),
        // What is on disk is this state or a newer one, which is as good.
        content: compress(await files.readText(path)),
        mode: CONFIG_MODE,
        uid: MASTERD_USER,
        gid: CONFD_GROUP,
        atime: now,
        mtime: now,
      },
    );
    for (const [node, result] of results) {
      if (!result.ok)
        log.warn({ node: state.nodes[node]?.name, reason: result.error }, 'candidate did not get the configuration');
    }
  }

  async #sendSsconf(state: ConfigSnapshot): Promise<void> {
    const { rpc, log, ssconfOf } = this.#deps;
    const values = ssconfOf(state);
    const text = JSON.stringify(values);
    const targets = onlineNodes(state).filter((n) => this.#given.get(n.uuid) !== text);
    if (targets.length === 0) return;
    const lines = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [...value]]));
    const results = await rpc.many(
      targets.map((n) => n.uuid),
      'write_ssconf_files',
      { values: lines },
    );
    for (const [node, result] of results) {
      if (result.ok) this.#given.set(node, text);
      else log.warn({ node: state.nodes[node]?.name, reason: result.error }, 'node did not get the ssconf files');
    }
  }
}
