import { SS_HYPERVISOR_LIST } from '@gnt/constants';
import { NodeSsconf } from './backend/node/ssconf.js';
import { createHypervisors, type HypervisorDeps } from './hypervisor/index.js';

/** A guest that runs on this node. */
export interface LocalGuest {
  readonly hypervisor: string;
  readonly name: string;
}

/** The guests of this node as its hypervisors know them, for programs of the node beside its daemon. */
export class LocalGuests {
  readonly #deps: HypervisorDeps;
  constructor(deps: Omit<HypervisorDeps, 'consoleWrapper' | 'ensureKvmd'>) {
    // Nobody starts a guest or looks at a console from here.
    this.#deps = { ...deps, consoleWrapper: '', ensureKvmd: () => Promise.resolve() };
  }

  /** Guests of all hypervisors of the cluster; one that cannot be asked is told by `failed` and left out. */
  async running(failed: (hypervisor: string, error: unknown) => void): Promise<LocalGuest[]> {
    const { paths, files, runner } = this.#deps;
    const ssconf = new NodeSsconf(paths, files, runner);
    const hypervisors = await createHypervisors(this.#deps);
    const found: LocalGuest[] = [];
    for (const hypervisor of (await ssconf.lines(SS_HYPERVISOR_LIST)) ?? []) {
      try {
        const params = Object.fromEntries(await ssconf.map(`hvparams_${hypervisor}`));
        const names = await hypervisors.get(hypervisor).list(params);
        found.push(...names.map((name) => ({ hypervisor, name })));
      } catch (e) {
        failed(hypervisor, e);
      }
    }
    return found;
  }

  /** Ends a guest at once. */
  async kill({ hypervisor, name }: LocalGuest): Promise<void> {
    const hypervisors = await createHypervisors(this.#deps);
    await hypervisors.get(hypervisor).stop({ name, hvparams: {} }, { force: true, retry: false });
  }
}
