import { HKR_FAIL, HKR_SKIP, HOOKS_NAME_CFGUPDATE, HOOKS_PATH, HOOKS_VERSION } from '@gnt/constants';
import { ganetiError } from '@gnt/protocol';
import type { ConfigStore } from '../../config/interface.js';
import type { RpcRunner } from '../../rpc/interface.js';
import type { HookNodes, HookResults } from '../cmdlib/base.js';

/** Where hooks see the cluster's data; in a virtual cluster, too, each node adds its own root. */
const DATA_DIR = '/var/lib/ganeti';

export type HookPhase = 'pre' | 'post';
export type HookVariables = Readonly<Record<string, string>>;

/** The hooks of one run of an opcode. */
export interface HookPlan {
  readonly opcode: string;
  /** Directory of the hooks; null: the unit has none. */
  readonly path: string | null;
  readonly objectType: string | null;
  readonly nodes: HookNodes;
  /** Variables without prefix, as they were before exec. */
  readonly before: HookVariables;
}

interface HooksDependencies {
  readonly cfg: Pick<ConfigStore, 'snapshot'>;
  readonly rpc: RpcRunner;
  /** A warning in the job's log. */
  readonly warn: (message: string) => void;
}

const NO_RESULTS: HookResults = new Map();

/** Runs an opcode's hooks on the nodes, as `lib/hooksmaster.py` of the original does. */
export class HooksMaster {
  readonly #plan: HookPlan;
  readonly #deps: HooksDependencies;

  constructor(plan: HookPlan, deps: HooksDependencies) {
    this.#plan = plan;
    this.#deps = deps;
  }

  /** Hooks before exec; throws HooksAbort naming node, script and output of each that failed. */
  async runPre(): Promise<HookResults> {
    const { path, nodes, before } = this.#plan;
    if (path === null || nodes.pre.length === 0) return NO_RESULTS;
    const results = await this.#run(path, 'pre', nodes.pre, prefixed('GANETI_', before));
    const failed = this.#failures(results);
    if (failed.length > 0) throw ganetiError('HooksAbort', [failed]);
    return results;
  }

  /** Hooks after exec, which also see the variables as they are now; failures are warnings. */
  async runPost(after: HookVariables): Promise<HookResults> {
    const { path, nodes, before } = this.#plan;
    if (path === null || nodes.post.length === 0) return NO_RESULTS;
    const env = { ...prefixed('GANETI_POST_', after), ...prefixed('GANETI_', before) };
    const results = await this.#run(path, 'post', nodes.post, env);
    for (const [node, script, output] of this.#failures(results)) {
      this.#deps.warn(`On ${node} script ${script} failed, output: ${output === '' ? '(no output)' : output}`);
    }
    return results;
  }

  /** The hook that runs on the master after each opcode that changed the configuration. */
  async runConfigUpdate(): Promise<void> {
    const master = this.#deps.cfg.snapshot.cluster.master_node;
    await this.#run(HOOKS_NAME_CFGUPDATE, 'post', [master], prefixed('GANETI_', this.#plan.before));
  }

  /** Hooks of any path for a unit that looks at the results itself. */
  readonly run = (path: string, phase: HookPhase, nodes: readonly string[], env: HookVariables): Promise<HookResults> =>
    this.#run(path, phase, nodes, env);

  async #run(path: string, phase: HookPhase, nodes: readonly string[], env: HookVariables): Promise<HookResults> {
    const { cluster, nodes: all } = this.#deps.cfg.snapshot;
    const { opcode, objectType } = this.#plan;
    const full = {
      PATH: HOOKS_PATH,
      GANETI_HOOKS_VERSION: String(HOOKS_VERSION),
      GANETI_OP_CODE: opcode,
      GANETI_DATA_DIR: DATA_DIR,
      GANETI_HOOKS_PHASE: phase,
      GANETI_HOOKS_PATH: path,
      ...(objectType === null ? {} : { GANETI_OBJECT_TYPE: objectType }),
      GANETI_CLUSTER: cluster.cluster_name,
      GANETI_MASTER: all[cluster.master_node]?.name ?? '',
      ...env,
    };
    const answers = await this.#deps.rpc.many([...new Set(nodes)], 'hooks_runner', { hpath: path, phase, env: full });
    const results = new Map<string, NonNullable<ReturnType<HookResults['get']>> | null>();
    for (const [node, answer] of answers) {
      if (!answer.ok && !answer.offline) this.#deps.warn(`Communication failure to node ${node}: ${answer.error}`);
      results.set(
        node,
        answer.ok ? answer.payload.map(([script, code, output]) => [script, outcome(code), output]) : null,
      );
    }
    return results;
  }

  #failures(results: HookResults): [node: string, script: string, output: string][] {
    return [...results].flatMap(([node, rows]) =>
      (rows ?? [])
        .filter(([, status]) => status === 'error')
        .map(([script, , output]): [string, string, string] => [node, script, output]),
    );
  }
}

function outcome(code: number): 'success' | 'error' | 'skip' {
  if (code === HKR_FAIL) return 'error';
  return code === HKR_SKIP ? 'skip' : 'success';
}

function prefixed(prefix: string, variables: HookVariables): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [prefix + name, value]));
}
