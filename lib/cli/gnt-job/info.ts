import { ECODE_INVAL, makeSimpleFilter, OpPrereqError } from '@gnt/protocol';
import { defineCommand, many } from '../framework/command.js';
import { logText } from '../framework/jobs.js';
import { formatInfo, inline, pairs, type Info, type Pairs } from '../output/info.js';
import { str } from '../output/python.js';
import { formatSplitTime, isSplitTime, secondsBetween } from '../output/time.js';

const FIELDS = [
  'id',
  'status',
  'ops',
  'opresult',
  'opstatus',
  'oplog',
  'opstart',
  'opexec',
  'opend',
  'received_ts',
  'start_ts',
  'end_ts',
] as const;
type Job = Readonly<Record<(typeof FIELDS)[number], unknown>>;
type Row = readonly [title: string, value: Info, alignment?: string];

function jobTime(title: string, time: unknown, before?: unknown): Row {
  if (time === null || time === undefined) return [title, 'unknown (None)', 'job'];
  const delta = isSplitTime(time) && isSplitTime(before) ? ` (delta ${secondsBetween(before, time).toFixed(6)}s)` : '';
  return [title, formatSplitTime(time) + delta, 'job'];
}

function opcodeTime(title: string, time: unknown): Row {
  return [title, isSplitTime(time) ? formatSplitTime(time) : 'N/A', 'opcode'];
}

function opcodeInfo(job: Job, index: number): Pairs {
  const at = (field: keyof Job): unknown => (job[field] as readonly unknown[])[index];
  const op = at('ops') as Readonly<Record<string, unknown>>;
  const log = at('oplog') as readonly (readonly [number, unknown, string, unknown])[];
  return pairs(
    ['Opcode', str(op['OP_ID'])],
    ['Status', str(at('opstatus'))],
    opcodeTime('Processing start', at('opstart')),
    opcodeTime('Execution start', at('opexec')),
    opcodeTime('Processing end', at('opend')),
    ['Input fields', op],
    ['Result', at('opresult') as Info],
    [
      'Execution log',
      log.map(([serial, time, type, message]) =>
        pairs(['Time', formatSplitTime(time)], ['Content', inline(serial, type, logText(type, message))]),
      ),
    ],
  );
}

function jobInfo(job: Job): Pairs {
  const { received_ts: received, start_ts: start, end_ts: end } = job;
  const total =
    isSplitTime(received) && isSplitTime(end) ? `${secondsBetween(received, end).toFixed(6)} seconds` : 'N/A';
  return pairs(
    ['Job ID', str(job.id)],
    ['Status', str(job.status)],
    jobTime('Received', received),
    jobTime('Processing start', start, received),
    jobTime('Processing end', end, start),
    ['Total processing time', total],
    ['Opcodes', (job.ops as readonly unknown[]).map((_, i) => opcodeInfo(job, i))],
  );
}

/** Job numbers given as arguments. */
export function jobIds(args: readonly string[]): number[] {
  return args.map((arg) => {
    if (!/^\s*[+-]?\d+\s*$/.test(arg))
      throw new OpPrereqError(`Invalid job ID passed: '${arg}' is not a number`, ECODE_INVAL);
    return Number(arg);
  });
}

/** gnt-job info: everything about jobs. */
export const info = defineCommand({
  tool: 'gnt-job',
  name: 'info',
  usage: '<job-id> [<job-id>...]',
  args: [many('jobid', 1)],
  options: {},
  async run({ args, session }) {
    const { data } = await (await session.client()).query('job', FIELDS, makeSimpleFilter('id', jobIds(args)));
    const jobs = data.map((row): Info => {
      const job = Object.fromEntries(FIELDS.map((field, i) => [field, row[i]?.[1]])) as Job;
      return row[1]?.[0] === 0 ? jobInfo(job) : `Job ID ${str(job.id)} not found`;
    });
    session.out(formatInfo(jobs));
    return 0;
  },
});
