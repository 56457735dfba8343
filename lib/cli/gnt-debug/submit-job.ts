import type { WireOpcode } from '@gnt/luxi-client';
import { ECODE_ENVIRON, ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, many } from '../framework/command.js';
import { JobSet } from '../framework/job-set.js';
import { flag, value } from '../framework/option.js';
import type { Session } from '../framework/session.js';
import * as type from '../framework/types.js';
import * as o from '../options.js';

function isOpcode(value: unknown): value is WireOpcode {
  return typeof value === 'object' && value !== null && 'OP_ID' in value && typeof value.OP_ID === 'string';
}

async function readOpcodes(session: Session, file: string): Promise<WireOpcode[]> {
  let data: unknown;
  try {
    data = JSON.parse(await session.deps.files.readText(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OpPrereqError(`Cannot read opcodes from '${file}': ${why}`, ECODE_ENVIRON, { cause: error });
  }
  if (!Array.isArray(data) || !data.every(isOpcode)) {
    throw new OpPrereqError(`'${file}' must hold a JSON list of opcodes, objects with an OP_ID each`, ECODE_INVAL);
  }
  return data;
}

/** gnt-debug submit-job: submits jobs from files, many times if wanted. */
export const submitJob = defineCommand({
  tool: 'gnt-debug',
  name: 'submit-job',
  usage: '<op-list-file>...',
  args: [many('file', 1)],
  options: {
    verbose: o.verbose,
    opRepeat: value(['--op-repeat'], type.int, 'how many times to put the opcodes into each job', { fallback: 1 }),
    jobRepeat: value(['--job-repeat'], type.int, 'how many times to submit the jobs', { fallback: 1 }),
    timing: flag(['--timing-stats'], 'print how long it took'),
    each: flag(['--each'], 'submit each job in a call of its own'),
    dryRun: o.dryRun,
    priority: o.priority,
  },
  async run({ opts, args, session }) {
    const { clock } = session;
    const set = new JobSet(session, opts.verbose);
    let opcodes = 0;
    if (opts.timing) session.out('Loading...');
    for (let job = 0; job < opts.jobRepeat; job++) {
      for (const file of args) {
        const ops = await readOpcodes(session, file);
        const repeated = Array.from({ length: opts.opRepeat }, () => ops).flat();
        set.queue(`file ${file}/${String(job)}`, ...repeated);
        opcodes += repeated.length;
      }
    }
    const loaded = clock.now();
    if (opts.timing) session.out('Submitting...');
    await set.submit(opts.each);
    const submitted = clock.now();
    if (opts.timing) session.out('Executing...');
    await set.results();
    if (opts.timing) {
      const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(4);
      const ended = clock.now();
      session.out(`C:op     ${String(opcodes).padStart(4)}`);
      session.out(`C:job    ${String(opts.jobRepeat * args.length).padStart(4)}`);
      session.out(`T:submit ${seconds(loaded, submitted)}`);
      session.out(`T:exec   ${seconds(submitted, ended)}`);
      session.out(`T:total  ${seconds(loaded, ended)}`);
    }
    return 0;
  },
});
