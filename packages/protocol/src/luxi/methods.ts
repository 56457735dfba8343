import { ht, type Type } from '@gnt/ht';
import type { QueryFieldsResult, QueryResult } from '../qlang/result.js';
import type { Resource } from '../qlang/item-types.js';
import type { WireFilter } from '../qlang/filter.js';
import { defineMethod, type LuxiArgsOf, type LuxiDefinition, type LuxiResultOf } from './define.js';

const names = ht.list(ht.string);
const namesOrAll = ht.maybe(names);
/** A job's number; older clients send it as a string of digits. */
const jobId = ht.anyOf(ht.nonNegativeInt, ht.regex(/^[0-9]+$/, 'job id'));
/** An opcode as it travels; the opcode table checks what is in it. */
const opcode = ht.dict(ht.any);
const rows = ht.list(ht.list(ht.any));
const filter = ht.maybe(ht.list(ht.any)) as Type<WireFilter>;
const item = ht.string as Type<Resource>;
const queryResult = ht.dict(ht.any) as unknown as Type<QueryResult>;
const queryFieldsResult = ht.dict(ht.any) as unknown as Type<QueryFieldsResult>;
const outcome = ht.tuple(ht.bool, ht.string);
const oldQuery = { names, fields: names, lock: ht.bool };
/** [serial, [seconds, microseconds], type, message] */
const logEntry = ht.tuple(ht.int, ht.tuple(ht.int, ht.int), ht.string, ht.any);

/** All methods of the LUXI sockets, by name. */
export const LUXI_METHODS = {
  Query: defineMethod({
    doc: 'Fields of the items that pass a filter, each value with its status.',
    args: { what: item, fields: names, qfilter: filter },
    result: queryResult,
  }),
  QueryFields: defineMethod({
    doc: 'Which fields a resource has; null for all of them.',
    args: { what: item, fields: namesOrAll },
    result: queryFieldsResult,
  }),
  QueryNodes: defineMethod({ doc: 'Plain values of nodes, all when none is named.', args: oldQuery, result: rows }),
  QueryGroups: defineMethod({
    doc: 'Plain values of node groups, all when none is named.',
    args: oldQuery,
    result: rows,
  }),
  QueryNetworks: defineMethod({
    doc: 'Plain values of networks, all when none is named.',
    args: oldQuery,
    result: rows,
  }),
  QueryInstances: defineMethod({
    doc: 'Plain values of instances, all when none is named.',
    args: oldQuery,
    result: rows,
  }),
  QueryFilters: defineMethod({
    doc: 'Plain values of job filter rules, all when none is named.',
    args: { uuids: namesOrAll, fields: names },
    result: rows,
  }),
  ReplaceFilter: defineMethod({
    doc: 'Add a job filter rule, or replace the one of that UUID; answers its UUID.',
    args: {
      uuid: ht.maybe(ht.string),
      priority: ht.nonNegativeInt,
      predicates: ht.list(ht.list(ht.any)),
      action: ht.anyOf(ht.string, ht.list(ht.any)),
      reason: ht.list(ht.tuple(ht.string, ht.string, ht.float)),
    },
    result: ht.string,
  }),
  DeleteFilter: defineMethod({ doc: 'Remove a job filter rule.', args: { uuid: ht.string }, result: ht.none }),
  QueryJobs: defineMethod({
    doc: 'Plain values of jobs, all that are not archived when none is named.',
    args: { ids: ht.maybe(ht.list(jobId)), fields: names },
    result: ht.list(ht.maybe(ht.list(ht.any))),
  }),
  QueryExports: defineMethod({
    doc: 'Exports of the nodes as [node, export]; an export of null where the node gave none.',
    args: { nodes: names, lock: ht.bool },
    result: ht.list(ht.tuple(ht.string, ht.maybe(ht.string))),
  }),
  QueryConfigValues: defineMethod({
    doc: 'Single values of the cluster; null for a name that is not known.',
    args: { fields: names },
    result: ht.list(ht.any),
  }),
  QueryClusterInfo: defineMethod({
    doc: 'Everything about the cluster itself.',
    args: {},
    result: ht.dict(ht.any),
    anyArgs: true,
  }),
  QueryTags: defineMethod({
    doc: 'The tags of an object.',
    args: { kind: ht.oneOf(['cluster', 'instance', 'network', 'node', 'nodegroup']), name: ht.string },
    result: names,
  }),
  SubmitJob: defineMethod({
    doc: 'Put a job into the queue; answers its number.',
    args: { job: ht.list(opcode) },
    result: ht.int,
  }),
  SubmitJobToDrainedQueue: defineMethod({
    doc: 'As SubmitJob, even while the queue is drained.',
    args: { job: ht.list(opcode) },
    result: ht.int,
  }),
  SubmitManyJobs: defineMethod({
    doc: 'Put several jobs into the queue; answers success and number, or reason, for each.',
    args: { ops: ht.list(ht.list(opcode)) },
    result: ht.list(ht.tuple(ht.bool, ht.anyOf(ht.int, ht.string))),
  }),
  WaitForJobChange: defineMethod({
    doc: 'Wait until the fields of a job or its log differ from what the caller has, or the time is up.',
    args: { job: jobId, fields: names, prev_job: ht.any, prev_log: ht.any, tmout: ht.int },
    result: ht.anyOf(ht.string, ht.tuple(ht.list(ht.any), ht.list(logEntry))),
  }),
  PickupJob: defineMethod({ doc: 'Internal to the original: refused.', args: { job: jobId }, result: ht.none }),
  ArchiveJob: defineMethod({
    doc: 'Move a finished job to the archive; tells whether it did.',
    args: { job: jobId },
    result: ht.bool,
  }),
  AutoArchiveJobs: defineMethod({
    doc: 'Archive jobs that ended longer ago than the age; answers how many it did and how many it did not get to.',
    args: { age: ht.int, tmout: ht.int },
    result: ht.tuple(ht.int, ht.int),
  }),
  CancelJob: defineMethod({
    doc: 'Take a job from the queue, or end it where it can be; tells whether it did and in words.',
    args: { job: jobId, kill: ht.maybe(ht.bool) },
    result: outcome,
    minArgs: 1,
  }),
  ChangeJobPriority: defineMethod({
    doc: 'Change the priority of what a job has not done yet.',
    args: { job: jobId, priority: ht.int },
    result: outcome,
  }),
  SetDrainFlag: defineMethod({ doc: 'Refuse new jobs, or take them again.', args: { flag: ht.bool }, result: ht.bool }),
  SetWatcherPause: defineMethod({
    doc: 'Pause the watcher until a time; null, or nothing, ends the pause.',
    args: { duration: ht.maybe(ht.float) },
    result: ht.maybe(ht.float),
    minArgs: 0,
  }),
} as const;

/** The name of a LUXI method. */
export type LuxiMethod = keyof typeof LUXI_METHODS;
/** Its arguments, keyed by name. */
export type LuxiArgs<M extends LuxiMethod> = LuxiArgsOf<(typeof LUXI_METHODS)[M]>;
/** What it answers. */
export type LuxiResult<M extends LuxiMethod> = LuxiResultOf<(typeof LUXI_METHODS)[M]>;

/** The row of a method. */
export function luxiDefinition(method: LuxiMethod): LuxiDefinition {
  return LUXI_METHODS[method];
}

/** Whether a string names a method. */
export function isLuxiMethod(name: string): name is LuxiMethod {
  return Object.hasOwn(LUXI_METHODS, name);
}

/** Names of a method's arguments in wire order. */
export function luxiArgNames(method: LuxiMethod): readonly string[] {
  return Object.keys(LUXI_METHODS[method].args);
}
