import { ht, type Type } from '@gnt/ht';
import { accepts } from '@gnt/ht/validate';
import { ganetiError, OpExecError } from '@gnt/protocol';
import { findInstance } from '../../config/queries.js';
import type { AllocatorAnswer } from '../cmdlib/base.js';
import type { Snapshot } from '../planning/objects.js';
import { commaJoin } from '../planning/text.js';
import type { AllocatorDocument } from './cluster-data.js';

const moved = ht.list(ht.tuple(ht.nonEmptyString, ht.nonEmptyString, ht.list(ht.nonEmptyString)));
const failed = ht.list(ht.tuple(ht.nonEmptyString, ht.maybe(ht.string)));
const MOVES = ['OP_INSTANCE_FAILOVER', 'OP_INSTANCE_MIGRATE', 'OP_INSTANCE_REPLACE_DISKS'];
const evacuation = ht.tuple(moved, failed, ht.list(ht.list(ht.dict(ht.any))));

/** What the result of each kind of request looks like. */
const RESULTS: Readonly<Record<string, Type<unknown>>> = {
  allocate: ht.list(ht.any),
  relocate: ht.list(ht.any),
  'allocate-secondary': ht.string,
  'multi-allocate': ht.tuple(
    ht.list(ht.tuple(ht.nonEmptyString, ht.list(ht.nonEmptyString))),
    // Names by the contract; hail says why, too.
    ht.list(ht.anyOf(ht.nonEmptyString, ht.tuple(ht.nonEmptyString, ht.string))),
  ),
  'node-evacuate': evacuation,
  'change-group': evacuation,
};

/** Reads what an allocator printed; throws an OpExecError when it is no answer at all. */
export function parseAnswer(text: string): AllocatorAnswer {
  const record = recordOf(text);
  // Allocators for old releases call it nodes.
  const answer: Readonly<Record<string, unknown>> =
    'result' in record ? record : { ...record, result: record['nodes'] };
  for (const key of ['success', 'info', 'result']) {
    if (answer[key] === undefined) throw new OpExecError(`Can't parse iallocator results: missing key '${key}'`);
  }
  return { success: Boolean(answer['success']), info: String(answer['info']), result: answer['result'] };
}

function recordOf(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OpExecError(`Can't parse iallocator results: ${why}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new OpExecError("Can't parse iallocator results: not a dict");
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Checks that a successful answer is one to the request; throws a ResultValidationError that says why it is not. */
export function checkAnswer(
  cfg: Snapshot,
  { request, nodes, nodegroups }: AllocatorDocument,
  answer: AllocatorAnswer,
): void {
  if (!answer.success) return;
  const { result } = answer;
  const type = RESULTS[request.type];
  if (!type || !accepts(type, result) || !movesOnly(request.type, result)) {
    refuse(`iallocator returned invalid result, expected ${type?.text ?? 'nothing'}, got ${JSON.stringify(result)}`);
  }
  if (request.type === 'allocate') {
    const [found, required] = [(result as readonly unknown[]).length, Number(request['required_nodes'])];
    if (found !== required) refuse(`iallocator returned invalid number of nodes (${found}), required ${required}`);
  }
  if (request.type !== 'relocate') return;
  const primary = cfg.nodes[findInstance(cfg, String(request['name']))?.primary_node ?? '']?.name;
  const groupsOf = (names: readonly string[]): string[] => {
    const groups = [...names, ...(primary === undefined ? [] : [primary])].flatMap((name) => nodes[name]?.group ?? []);
    return [...new Set(groups.map((uuid) => nodegroups[uuid]?.name ?? uuid))].sort();
  };
  const [before, after] = [
    groupsOf(request['relocate_from'] as readonly string[]),
    groupsOf(result as readonly string[]),
  ];
  if (!after.every((group) => before.includes(group))) {
    refuse(
      `Groups of nodes returned by iallocator (${commaJoin(after)}) differ from original groups (${commaJoin(before)})`,
    );
  }
}

/** Follow-up jobs may only move instances. */
function movesOnly(kind: string, result: unknown): boolean {
  if (RESULTS[kind] !== evacuation) return true;
  const [, , jobs] = result as readonly [unknown, unknown, readonly (readonly Readonly<Record<string, unknown>>[])[]];
  return jobs.flat().every((op) => MOVES.includes(String(op['OP_ID'])));
}

function refuse(message: string): never {
  throw ganetiError('ResultValidationError', [message]);
}
