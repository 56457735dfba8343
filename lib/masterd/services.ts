import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import type { AllocatorAnswer, HookResults, MasterMachine, MasterServices } from './cmdlib/base.js';
import type { HooksMaster } from './hooks/hooks-master.js';
import type { SubmitJobs } from './mcpu/follow-ups.js';
import type { QuerySources } from './query/sources.js';

/** The services of the master for one opcode. */
export class OpcodeServices implements MasterServices {
  readonly local: MasterMachine;
  readonly sources: QuerySources;
  readonly #hooks: Pick<HooksMaster, 'run'>;
  readonly #submit: SubmitJobs;

  constructor(local: MasterMachine, sources: QuerySources, hooks: Pick<HooksMaster, 'run'>, submit: SubmitJobs) {
    this.local = local;
    this.sources = sources;
    this.#hooks = hooks;
    this.#submit = submit;
  }

  runHooks(
    path: string,
    phase: 'pre' | 'post',
    nodes: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<HookResults> {
    return this.#hooks.run(path, phase, nodes, env);
  }

  async submitJobs(jobs: Parameters<SubmitJobs>[0]): Promise<readonly [boolean, number | string][]> {
    return (await this.#submit(jobs)).map(([ok, id]) => [ok, id]);
  }

  async allocate(name: string): Promise<AllocatorAnswer> {
    throw new OpPrereqError(
      `Instance allocator '${name}' cannot be used by this release yet; name the nodes with -n instead`,
      ECODE_INVAL,
    );
  }
}
