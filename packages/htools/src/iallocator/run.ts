import { isDedicated } from '../alloc/dedicated.js';
import { DEFAULT_ALLOC_OPTIONS, type AllocOptions } from '../alloc/options.js';
import { allocSecondary } from '../alloc/secondary.js';
import { changeGroup } from '../evacuate/change-group.js';
import { evacuate } from '../evacuate/evacuate.js';
import { HtoolsError } from '../model/error.js';
import type { Cluster } from '../model/load.js';
import { allocateMany, allocateOne, dedicatedSearch, scoreSearch } from './allocate.js';
import { respond, type AllocatorResponse, type Answer } from './answer.js';
import { evacuationAnswer } from './evacuation-answer.js';
import { relocate } from './relocate.js';
import { readRequest, type AllocatorRequest, type Task } from './request.js';

/** The one group that a request for new instances names; undefined when it is no such request. */
function wantedGroup(task: Task): { readonly name: string | undefined } | undefined {
  if (task.type === 'allocate') return { name: task.wanted.group };
  if (task.type !== 'multi-allocate') return undefined;
  const names = [...new Set(task.wanted.flatMap((w) => w.group ?? []))];
  return { name: names.length === 1 ? names[0] : undefined };
}

/** Whether a request is answered by what allocations it costs and not by score. */
export function usesLostAllocations({ cluster, task }: AllocatorRequest): boolean {
  const group = wantedGroup(task);
  return group !== undefined && isDedicated(cluster.data, group.name);
}

function secondaryAnswer({ data, state }: Cluster, i: number, options: AllocOptions): Answer {
  const solution = allocSecondary(state, i, options);
  const info = solution.log.join(', ');
  if (!solution.best) throw new HtoolsError(info);
  return { info, result: data.nodes[solution.best.secondary]!.name };
}

function answer(request: AllocatorRequest, options: AllocOptions): Answer {
  const { cluster, task } = request;
  const { data, state } = cluster;
  const searchFor = usesLostAllocations(request) ? dedicatedSearch : scoreSearch;
  switch (task.type) {
    case 'allocate': {
      const restricted = { ...options, restrictToNodes: options.restrictToNodes ?? task.restrictTo };
      return allocateOne(state, task.wanted, searchFor(data, restricted), restricted);
    }
    case 'multi-allocate':
      return allocateMany(state, task.wanted, searchFor(data, options), options);
    case 'allocate-secondary':
      return secondaryAnswer(cluster, task.instance, options);
    case 'relocate':
      return relocate(cluster, task.instance, task.nodes, task.from, options.ignoreSoftErrors);
    case 'node-evacuate':
      return evacuationAnswer(cluster, evacuate(state, task.mode, task.instances, options.ignoreSoftErrors));
    case 'change-group':
      return evacuationAnswer(cluster, changeGroup(data, state, task.instances, task.targets, options));
  }
}

/** Answers a request that is read; the request's state takes what the answer changes. */
export function answerRequest(request: AllocatorRequest, options: AllocOptions): AllocatorResponse {
  return respond(() => answer(request, options));
}

/** How `runAllocator` goes about a request. */
export interface AllocatorOptions extends Partial<AllocOptions> {
  /** MiB that a KVM node needs itself, whatever it reports; 0 takes what it reports. */
  readonly staticNodeMemory?: number;
}

/**
 * Answers a request as hail does: the request's text in, the response out. Never throws for a request that cannot be
 * read or met: the response says why.
 */
export function runAllocator(text: string, options: AllocatorOptions = {}): AllocatorResponse {
  const { staticNodeMemory = 4096, ...alloc } = options;
  return respond(() => {
    const request = readRequest(text, staticNodeMemory);
    return answer(request, { ...DEFAULT_ALLOC_OPTIONS, ...alloc });
  });
}
