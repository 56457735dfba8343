import { OP_PRIO_HIGH, OP_PRIO_LOW, OP_PRIO_NORMAL, RELEASE_VERSION } from '@gnt/constants';
import { moveOpcodes, type Cluster, type Opcode, type Placement } from '@gnt/htools';
import { luxiSocket } from '../backends/luxi.js';
import type { Surroundings } from '../framework/environment.js';
import type { Options } from '../options/values.js';
import { runJobSets } from './job-sets.js';

const PRIORITIES: Readonly<Record<string, number>> = {
  low: OP_PRIO_LOW,
  normal: OP_PRIO_NORMAL,
  high: OP_PRIO_HIGH,
};
const VERSION = `(ganeti) version ${RELEASE_VERSION}`;

function dressed(op: Opcode, options: Options, timestamp: number): Opcode {
  const priority = options.priority === undefined ? {} : { priority: PRIORITIES[options.priority] };
  return {
    ...op,
    ...priority,
    comment: `rebalancing via hbal ${VERSION}`,
    reason: [['hbal', options.reason ?? `hbal ${VERSION} called`, timestamp]],
  };
}

/** Makes moves by jobs of the master daemon, set after set. */
export async function executeMoves(
  options: Options,
  { state }: Cluster,
  sets: readonly (readonly Placement[])[],
  env: Surroundings,
): Promise<void> {
  const timestamp = Math.floor(env.clock.now() * 1000) * 1000;
  const jobSets = sets.map((set) => ({
    jobs: set.map(({ instance, move }) =>
      moveOpcodes(state, instance, move).map((op) => dressed(op, options, timestamp)),
    ),
    description: `Executing jobset for instances ${set.map((p) => state.instances[p.instance]!.name).join(',')}`,
  }));
  await runJobSets(luxiSocket(options.luxiSocket ?? '', env), jobSets, env);
}
