import type { AllocatorAnswer, HookResults, MasterMachine, MasterServices } from './cmdlib/base.js';
import type { HooksMaster } from './hooks/hooks-master.js';
import type { Hail } from './iallocator/hail.js';
import type { AllocatorRequest } from './iallocator/request.js';
import { Allocators } from './iallocator/run.js';
import type { SubmitJobs } from './mcpu/follow-ups.js';
import type { Replication } from './planning/verify/replication.js';
import type { QuerySources } from './query/sources.js';

/** The services of the master for one opcode. */
export class OpcodeServices implements MasterServices {
  readonly local: MasterMachine;
  readonly sources: QuerySources;
  readonly replication: () => Replication;
  readonly #hooks: Pick<HooksMaster, 'run'>;
  readonly #submit: SubmitJobs;
  readonly #allocators: Allocators;

  constructor(
    local: MasterMachine,
    sources: QuerySources,
    hail: Hail,
    hooks: Pick<HooksMaster, 'run'>,
    submit: SubmitJobs,
    replication: () => Replication,
  ) {
    this.replication = replication;
    this.local = local;
    this.sources = sources;
    this.#hooks = hooks;
    this.#submit = submit;
    this.#allocators = new Allocators({ cfg: sources.cfg, rpc: sources.rpc, hail });
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

  allocate(name: string, request: AllocatorRequest): Promise<AllocatorAnswer> {
    return this.#allocators.ask(name, request);
  }

  async allocatorInput(request: AllocatorRequest): Promise<string> {
    return JSON.stringify(await this.#allocators.document(request));
  }

  async allocatorOutput(name: string, request: AllocatorRequest): Promise<string> {
    return this.#allocators.output(name, request, await this.#allocators.document(request));
  }
}
