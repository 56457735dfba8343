import { VERIFY_HVPARAM_ASSESSMENT, VERIFY_NPLUSONE_MEM } from '@gnt/constants';
import { defineCommand } from '../framework/command.js';
import { JobSet, type SubmittedJobs } from '../framework/job-set.js';
import { opcode } from '../framework/opcode.js';
import { flag } from '../framework/option.js';
import * as o from '../options.js';

/** gnt-cluster verify: checks configuration and nodes. */
export const verify = defineCommand({
  tool: 'gnt-cluster',
  name: 'verify',
  usage: '',
  args: [],
  options: {
    verbose: o.verbose,
    simulateErrors: flag(['--debug-simulate-errors'], 'take most checks as failed, to see their messages'),
    errorCodes: flag(['--error-codes'], 'print errors in a form for programs'),
    skipNPlusOne: flag(['--no-nplus1-mem'], 'do not check whether the memory suffices when a node fails'),
    skipHvParams: flag(['--no-hv-param-assessment'], 'do not judge the hypervisor parameters'),
    dryRun: o.dryRun,
    priority: o.priority,
    nodeGroup: o.nodeGroup,
    ignoreErrors: o.ignoreErrors,
    verifyClutter: flag(['--verify-ssh-clutter'], 'look for SSH keys that are there without need'),
  },
  async run({ opts, session }) {
    const skip: (typeof VERIFY_NPLUSONE_MEM | typeof VERIFY_HVPARAM_ASSESSMENT)[] = [];
    if (opts.skipNPlusOne) skip.push(VERIFY_NPLUSONE_MEM);
    if (opts.skipHvParams) skip.push(VERIFY_HVPARAM_ASSESSMENT);
    const op = opcode('OP_CLUSTER_VERIFY', {
      verbose: opts.verbose,
      error_codes: opts.errorCodes,
      debug_simulate_errors: opts.simulateErrors,
      skip_checks: skip,
      ignore_errors: [...opts.ignoreErrors],
      group_name: opts.nodeGroup,
      verify_clutter: opts.verifyClutter,
    });
    const { jobs } = (await session.jobs.submit(op)) as SubmittedJobs;
    const set = new JobSet(session);
    set.addSubmitted(jobs);
    const outcomes = await set.results();
    const failed = outcomes.filter(({ ok }) => !ok).length;
    if (failed > 0) session.out(`${String(failed)} job(s) failed while verifying the cluster.`);
    return outcomes.every(({ ok, result }) => ok && Array.isArray(result) && result[0] === true) ? 0 : 1;
  },
});
