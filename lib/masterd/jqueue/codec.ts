import { JOB_STATUS_ALL } from '@gnt/constants';
import { isOpId, opcodes, withoutSecrets, type Param } from '@gnt/opcodes';
import { ganetiError } from '@gnt/protocol';
import { ht, type Infer } from '@gnt/ht';
import { faultsOf } from '@gnt/ht/validate';
import type { OpInput, QueuedJob } from './job.js';

const timestamp = ht.maybe(ht.tuple(ht.int, ht.int));
const status = ht.oneOf(JOB_STATUS_ALL);
const logEntry = ht.tuple(ht.int, ht.tuple(ht.int, ht.int), ht.string, ht.any);
const opcode = ht.record({
  input: ht.dict(ht.any),
  status,
  result: ht.optionalKey(ht.any),
  log: ht.optionalKey(ht.list(logEntry)),
  priority: ht.optionalKey(ht.int),
  start_timestamp: ht.optionalKey(timestamp),
  exec_timestamp: ht.optionalKey(timestamp),
  end_timestamp: ht.optionalKey(timestamp),
});
/** A job file; `livelock` and `process_id` are there when one of the original's job processes wrote it last. */
const jobFile = ht.record({
  id: ht.positiveInt,
  ops: ht.list(opcode),
  received_timestamp: ht.optionalKey(timestamp),
  start_timestamp: ht.optionalKey(timestamp),
  end_timestamp: ht.optionalKey(timestamp),
  livelock: ht.optionalKey(ht.maybe(ht.string)),
  process_id: ht.optionalKey(ht.maybe(ht.int)),
});

/** The text of a job file: compact, keys in the order of the original's luxid, secret parameters blotted out. */
export function encodeJob(job: QueuedJob): string {
  const ops = job.ops.map((op) => ({
    input: shownInput(op.input),
    status: op.status,
    result: op.result ?? null,
    log: op.log,
    priority: op.priority,
    start_timestamp: op.start_timestamp,
    exec_timestamp: op.exec_timestamp,
    end_timestamp: op.end_timestamp,
  }));
  const { id, received_timestamp, start_timestamp, end_timestamp } = job;
  return JSON.stringify({ id, ops, received_timestamp, start_timestamp, end_timestamp });
}

/** Opcodes that may carry secrets; the others need no second look. */
const SECRETIVE: ReadonlySet<string> = new Set(
  opcodes
    .filter((d) => Object.values<Param<unknown>>(d.params).some((p) => p.sensitivity === 'secret'))
    .map((d) => d.id),
);

/** Opcode input as it may be written and shown: secret parameters are replaced. */
export function shownInput(input: OpInput): OpInput {
  const id = input['OP_ID'];
  return isOpId(id) && SECRETIVE.has(id) ? withoutSecrets({ ...input, OP_ID: id }) : input;
}

/** The job of a file's text, the original's or ours; throws JobFileCorrupted saying what is wrong. */
export function decodeJob(text: string, path: string): QueuedJob {
  const job = parsed(text, path);
  return {
    id: job.id,
    ops: job.ops.map((op) => ({
      input: op.input,
      status: op.status,
      result: op.result ?? null,
      log: op.log ?? [],
      priority: op.priority ?? 0,
      start_timestamp: op.start_timestamp ?? null,
      exec_timestamp: op.exec_timestamp ?? null,
      end_timestamp: op.end_timestamp ?? null,
    })),
    received_timestamp: job.received_timestamp ?? null,
    start_timestamp: job.start_timestamp ?? null,
    end_timestamp: job.end_timestamp ?? null,
  };
}

function parsed(text: string, path: string): Infer<typeof jobFile> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw ganetiError('JobFileCorrupted', [`Job file '${path}' is not JSON; move it away`], { cause });
  }
  const faults = faultsOf(jobFile, value);
  if (faults.length > 0) {
    const words = faults.map((f) => `${f.path || '/'}: ${f.message}`).join('; ');
    throw ganetiError('JobFileCorrupted', [`Job file '${path}' is no job: ${words}`]);
  }
  return value as Infer<typeof jobFile>;
}
