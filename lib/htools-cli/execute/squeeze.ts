import {
  OOB_POWER_DELAY,
  OOB_POWER_OFF,
  OOB_POWER_ON,
  OOB_TIMEOUT,
  OP_PRIO_NORMAL,
  RELEASE_VERSION,
} from '@gnt/constants';
import { moveOpcodes, splitJobs, TAG_STANDBY_AUTO, type Balanced, type Opcode } from '@gnt/htools';
import type { Environment } from '../framework/environment.js';
import type { JobSet } from './job-sets.js';

const VERSION = `(ganeti) version ${RELEASE_VERSION}`;

function moveSets({ state, moves }: Balanced): JobSet[] {
  return splitJobs(state, moves).map((set) => ({
    jobs: set.map(({ instance, move }) => moveOpcodes(state, instance, move)),
    description: `Moving instances ${set.map((p) => state.instances[p.instance]!.name).join(',')}`,
  }));
}

function powerSet(names: readonly string[], on: boolean): JobSet {
  const flags = names.map((name): Opcode => ({
    OP_ID: 'OP_NODE_SET_PARAMS',
    node_name: name,
    force: false,
    offline: !on,
    auto_promote: false,
  }));
  const power = {
    OP_ID: 'OP_OOB_COMMAND',
    node_names: names,
    command: on ? OOB_POWER_ON : OOB_POWER_OFF,
    timeout: OOB_TIMEOUT,
    ignore_status: false,
    power_delay: OOB_POWER_DELAY,
  };
  return { jobs: [[...flags, power]], description: on ? 'Powering on nodes' : 'Powering off nodes' };
}

function tagSet(name: string): JobSet {
  const op = { OP_ID: 'OP_TAGS_SET', kind: 'node', tags: [TAG_STANDBY_AUTO], name };
  return { jobs: [[op]], description: `Tagging node ${name} with standby` };
}

/** Jobs that empty nodes, mark them as standing by and switch them off; or that switch them on and fill them. */
export function squeezeSets(balanced: Balanced, names: readonly string[], on: boolean): JobSet[] {
  if (on) return [powerSet(names, true), ...moveSets(balanced)];
  return [...moveSets(balanced), ...names.map(tagSet), powerSet(names, false)];
}

/** Job sets whose opcodes say what they are for. */
export function annotated(sets: readonly JobSet[], comment: string, env: Environment): JobSet[] {
  const timestamp = Math.floor(env.clock.now() * 1000) * 1000;
  const dress = (op: Opcode): Opcode => ({
    priority: OP_PRIO_NORMAL,
    depends: null,
    ...op,
    comment: `${comment} ${VERSION}`,
    reason: [['hsqueeze', `hsqueeze ${VERSION} called`, timestamp]],
  });
  return sets.map(({ jobs, description }) => ({ jobs: jobs.map((ops) => ops.map(dress)), description }));
}
