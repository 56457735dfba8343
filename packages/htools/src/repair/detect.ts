import { DEFAULT_SHUTDOWN_TIMEOUT, DT_DRBD8, DT_PLAIN, REPLACE_DISK_CHG } from '@gnt/constants';
import type { Opcode } from '../evacuate/opcodes.js';
import type { State } from '../model/state.js';
import type { RepairType } from './history.js';

/** A repair that an instance needs. */
export interface NeededRepair {
  readonly type: RepairType;
  readonly opcodes: readonly Opcode[];
}

const ALLOCATOR = 'hail';

function reinstall(name: string): NeededRepair {
  return {
    type: 'reinstall',
    opcodes: [
      { OP_ID: 'OP_INSTANCE_RECREATE_DISKS', instance_name: name, disks: [], nodes: [], iallocator: ALLOCATOR },
      { OP_ID: 'OP_INSTANCE_REINSTALL', instance_name: name, force_variant: false },
    ],
  };
}

function failOver(name: string): NeededRepair {
  return {
    type: 'failover',
    opcodes: [
      {
        OP_ID: 'OP_INSTANCE_FAILOVER',
        instance_name: name,
        shutdown_timeout: DEFAULT_SHUTDOWN_TIMEOUT,
        ignore_consistency: false,
        ignore_ipolicy: false,
        cleanup: false,
      },
    ],
  };
}

function replaceSecondary(name: string): NeededRepair {
  return {
    type: 'fix-storage',
    opcodes: [
      {
        OP_ID: 'OP_INSTANCE_REPLACE_DISKS',
        instance_name: name,
        early_release: false,
        ignore_ipolicy: false,
        mode: REPLACE_DISK_CHG,
        disks: [],
        iallocator: ALLOCATOR,
      },
    ],
  };
}

/** What would mend an instance whose nodes are offline; undefined when nothing is known to be wrong. */
export function neededRepair(state: State, i: number): NeededRepair | undefined {
  const { name, diskTemplate } = state.instances[i]!;
  const primaryOff = state.nodes[state.primary[i]!]!.offline;
  if (diskTemplate === DT_PLAIN) return primaryOff ? reinstall(name) : undefined;
  if (diskTemplate !== DT_DRBD8) return undefined;
  const secondaryOff = state.nodes[state.secondary[i]!]?.offline ?? false;
  if (primaryOff) return secondaryOff ? reinstall(name) : failOver(name);
  return secondaryOff ? replaceSecondary(name) : undefined;
}
