import { IALLOC_HAIL } from '@gnt/constants';
import { OpExecError } from '@gnt/protocol';
import type { RpcRunner } from '../../rpc/interface.js';
import type { AllocatorAnswer } from '../cmdlib/base.js';
import type { Snapshot } from '../planning/objects.js';
import { allocatorDocument, type AllocatorDocument } from './cluster-data.js';
import { gatherLive, templateOf } from './gather.js';
import type { Hail } from './hail.js';
import { hailOptions } from './hail-options.js';
import type { AllocatorRequest } from './request.js';
import { checkAnswer, parseAnswer } from './result.js';

/** What asking an allocator needs. */
export interface AllocatorDependencies {
  readonly cfg: { readonly snapshot: Snapshot };
  readonly rpc: RpcRunner;
  readonly hail: Hail;
}

/**
 * Asks allocators: hail within this process, all others as programs on the master node. Any number of requests may be
 * under way.
 */
export class Allocators {
  readonly #deps: AllocatorDependencies;

  constructor(deps: AllocatorDependencies) {
    this.#deps = deps;
  }

  /** What an allocator would be given for the request. */
  async document(request: AllocatorRequest): Promise<AllocatorDocument> {
    const { snapshot } = this.#deps.cfg;
    const template = templateOf(snapshot, request);
    const live = await gatherLive(snapshot, this.#deps.rpc, request, template);
    return allocatorDocument(snapshot, request, template, live);
  }

  /** What the allocator printed, whatever it is worth. */
  async output(name: string, request: AllocatorRequest, document: AllocatorDocument): Promise<string> {
    const { cluster } = this.#deps.cfg.snapshot;
    const idata = JSON.stringify(document);
    const parameters = {
      ...cluster.default_iallocator_params,
      ...(request['ignore_soft_errors'] === true ? { 'ignore-soft-errors': null } : {}),
    };
    const options = name === IALLOC_HAIL ? hailOptions(parameters) : undefined;
    if (options) return this.#deps.hail.answer({ text: idata, options });
    const result = await this.#deps.rpc.tryOne(cluster.master_node, 'iallocator_runner', {
      name,
      idata,
      default_iallocator_params: parameters,
    });
    if (!result.ok) throw new OpExecError(`Failure while running the iallocator script: ${result.error}`);
    return result.payload;
  }

  /** The allocator's answer, which may be that it cannot be done; one that makes no sense is an error. */
  async ask(name: string, request: AllocatorRequest): Promise<AllocatorAnswer> {
    const { snapshot } = this.#deps.cfg;
    const document = await this.document(request);
    const answer = parseAnswer(await this.output(name, request, document));
    checkAnswer(snapshot, document, answer);
    return answer;
  }
}
