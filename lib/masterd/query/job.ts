import { OP_PRIO_HIGHEST, OP_PRIO_LOWEST } from '@gnt/constants';
import { ganetiError, type ResultEntry } from '@gnt/protocol';
import { isOpId, summaryOf } from '@gnt/opcodes';
import { jobPriority, jobStatus, type OpInput, type QueuedJob, type QueuedOpcode } from '../jqueue/job.js';
import { configField, liveField, type CollectRequest, type Field, type ItemRequest } from './define.js';
import { defineResource } from './engine.js';
import { normal, orUnavailable, UNAVAILABLE } from './entry.js';

/** A job's file as it was read; null when there is none. */
interface Loaded {
  readonly found: { readonly job: QueuedJob; readonly archived: boolean } | null;
}

type JobField = Field<number, Loaded>;

function ofJob(get: (job: QueuedJob) => ResultEntry): (id: number, loaded: Loaded) => ResultEntry {
  return (_id, { found }) => (found ? get(found.job) : UNAVAILABLE);
}

/** A list with one value for each opcode. */
function opcodeField(name: string, title: string, doc: string, valueOf: (op: QueuedOpcode) => unknown): JobField {
  return liveField({ name, title, kind: 'other', doc, getLive: ofJob((job) => normal(job.ops.map(valueOf))) });
}

function timeField(name: string, title: string, doc: string, valueOf: (job: QueuedJob) => unknown): JobField {
  return liveField({
    name,
    title,
    kind: 'other',
    match: 'timestamp',
    doc: `${doc}, as seconds and microseconds`,
    getLive: ofJob((job) => orUnavailable(valueOf(job))),
  });
}

/** The summary of an opcode; of one that we do not know its name. */
function summary(input: OpInput): string {
  const { OP_ID: id } = input;
  if (isOpId(id)) return summaryOf({ ...input, OP_ID: id });
  return typeof id === 'string' ? id.slice('OP_'.length) : 'INVALID_OP';
}

const fields: JobField[] = [
  configField({ name: 'id', title: 'ID', kind: 'number', doc: 'Number of the job', get: (id) => normal(id) }),
  liveField({
    name: 'status',
    title: 'Status',
    kind: 'text',
    doc: 'State of the job',
    getLive: ofJob((job) => normal(jobStatus(job))),
  }),
  liveField({
    name: 'priority',
    title: 'Priority',
    kind: 'number',
    doc: `Priority of what is still to do, from ${String(OP_PRIO_LOWEST)} to ${String(OP_PRIO_HIGHEST)} (most urgent)`,
    getLive: ofJob((job) => normal(jobPriority(job))),
  }),
  liveField({
    name: 'archived',
    title: 'Archived',
    kind: 'bool',
    doc: 'Whether the job is in the archive',
    getLive: (_id, { found }) => (found ? normal(found.archived) : UNAVAILABLE),
  }),
  opcodeField('ops', 'OpCodes', 'The opcodes as they were submitted', (op) => op.input),
  opcodeField('opresult', 'OpCode_result', 'Result of each opcode', (op) => op.result),
  opcodeField('opstatus', 'OpCode_status', 'State of each opcode', (op) => op.status),
  opcodeField('oplog', 'OpCode_log', 'Log of each opcode', (op) => op.log),
  opcodeField('opstart', 'OpCode_start', 'When each opcode began to wait for its locks', (op) => op.start_timestamp),
  opcodeField('opexec', 'OpCode_exec', 'When each opcode began its work, having its locks', (op) => op.exec_timestamp),
  opcodeField('opend', 'OpCode_end', 'When each opcode ended', (op) => op.end_timestamp),
  opcodeField('oppriority', 'OpCode_prio', 'Priority of each opcode', (op) => op.priority),
  opcodeField('summary', 'Summary', 'Each opcode in short', (op) => summary(op.input)),
  timeField('received_ts', 'Received', 'When the job was submitted', (job) => job.received_timestamp),
  timeField('start_ts', 'Start', 'When the job was started', (job) => job.start_timestamp),
  timeField('end_ts', 'End', 'When the job ended', (job) => job.end_timestamp),
];

function jobId(name: string | number): number {
  if (typeof name === 'number' ? Number.isInteger(name) && name >= 0 : /^[0-9]+$/.test(name)) return Number(name);
  throw ganetiError('GenericError', [`'${String(name)}' is not a job number`]);
}

/** The jobs named, in that order and known or not; else those of the queue, with the archive when it is asked for. */
async function items({ sources, names, fields: requested }: ItemRequest): Promise<readonly number[]> {
  if (names.length > 0) return [...new Set(names.map(jobId))];
  const ids = await sources.jobs.ids({ archived: requested.has('archived') });
  return [...ids].sort((a, b) => a - b);
}

async function collect(ids: readonly number[], { sources }: CollectRequest): Promise<[number, Loaded][]> {
  const loaded: [number, Loaded][] = [];
  for (const id of ids) loaded.push([id, { found: await sources.jobs.load(id) }]);
  return loaded;
}

/** Jobs of the queue and its archive. */
export const jobResource = defineResource<number, Loaded>({
  name: 'job',
  via: 'luxi',
  nameField: 'id',
  uuidField: 'id',
  fields,
  items,
  collect,
});
