import { HT_MIGRATION_NONLIVE } from '@gnt/constants';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { checkTarget } from './failover.js';
import { ensureInstanceExists } from './selection.js';

/** gnt-instance migrate: moves a running instance to another node. */
export const migrate = defineCommand({
  tool: 'gnt-instance',
  name: 'migrate',
  usage: '[-f] <instance-name>',
  args: [one('instance')],
  options: {
    force: o.force,
    live: o.nonLive,
    migrationMode: o.migrationMode,
    cleanup: o.cleanup,
    ...o.jobOptions,
    targetNode: o.targetNode,
    iallocator: o.iallocator,
    allowFailover: o.allowFailover,
    ignoreIpolicy: o.ignoreIpolicy,
    ignoreHvVersions: o.ignoreHvVersions,
    runtimeChanges: o.noRuntimeChanges,
  },
  async run({ opts, args: [name = ''], session }) {
    checkTarget(opts.iallocator, opts.targetNode);
    if (!opts.force) {
      await ensureInstanceExists(session, name);
      const what = opts.cleanup ? 'cleaned up after a migration that failed' : 'migrated';
      const question = `The instance ${name} will be ${what}. It may suffer if something goes wrong, such as a fault of the hypervisor. Continue?`;
      if (!session.ask(question)) return 1;
    }
    if (!opts.live && opts.migrationMode !== null) {
      throw new OpPrereqError('--non-live and --migration-mode exclude each other', ECODE_INVAL);
    }
    await session.jobs.submitOrSend(
      opcode('OP_INSTANCE_MIGRATE', {
        instance_name: name,
        mode: opts.live ? opts.migrationMode : HT_MIGRATION_NONLIVE,
        cleanup: opts.cleanup,
        iallocator: opts.iallocator,
        target_node: opts.targetNode,
        allow_failover: opts.allowFailover,
        allow_runtime_changes: opts.runtimeChanges,
        ignore_ipolicy: opts.ignoreIpolicy,
        ignore_hvversions: opts.ignoreHvVersions,
      }),
    );
    return 0;
  },
});
