import type { OpcodeOf } from '@gnt/opcodes';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { candidateStats } from '../../config/queries.js';
import { joinsCandidates } from './candidates.js';
import type { Node, Snapshot } from './objects.js';
import { ndParamsOf } from './params.js';

/** The flags that together are a node's role; at most one is set. */
export const ROLE_FLAGS = ['master_candidate', 'drained', 'offline'] as const;
export type RoleFlag = (typeof ROLE_FLAGS)[number];
export type Role = 'candidate' | 'drained' | 'offline' | 'regular';
type Request = OpcodeOf<'OP_NODE_SET_PARAMS'>;

const FLAG_OF: Readonly<Record<Role, RoleFlag | undefined>> = {
  candidate: 'master_candidate',
  drained: 'drained',
  offline: 'offline',
  regular: undefined,
};

/** The flags of a role. */
export function flagsOf(role: Role): Record<RoleFlag, boolean> {
  const own = FLAG_OF[role];
  return { master_candidate: own === 'master_candidate', drained: own === 'drained', offline: own === 'offline' };
}

/** The role of a node's flags. */
export function roleOf(node: Pick<Node, RoleFlag>): Role {
  if (node.master_candidate) return 'candidate';
  if (node.drained) return 'drained';
  return node.offline ? 'offline' : 'regular';
}

/** Whether what is asked for may take a candidate out of the pool. */
export function mightDemote(op: Request): boolean {
  return op.master_candidate === false || op.offline === true || op.drained === true || op.master_capable === false;
}

/** Refuses a request that asks for nothing, or for several roles at once. */
export function checkRequest(op: Request): void {
  const all = [
    op.offline,
    op.master_candidate,
    op.drained,
    op.master_capable,
    op.vm_capable,
    op.secondary_ip,
    op.ndparams,
    op.hv_state,
    op.disk_state,
  ];
  if (all.every((value) => value === null))
    throw new OpPrereqError('Please pass at least one modification', ECODE_INVAL);
  if (all.filter((value) => value === true).length > 1) {
    throw new OpPrereqError('A node is a candidate, drained or offline: ask for one only', ECODE_INVAL);
  }
}

/** The role a request leads to, with what to tell about it. */
export interface RolePlan {
  readonly old: Role;
  readonly new: Role;
  readonly notes: readonly string[];
}

function checkMaster(cfg: Snapshot, node: Node, op: Request): void {
  if (node.uuid !== cfg.cluster.master_node) return;
  if (ROLE_FLAGS.some((flag) => op[flag] !== null)) {
    throw new OpPrereqError(
      "To give up the master role run 'gnt-cluster master-failover' on another node",
      ECODE_INVAL,
    );
  }
  if (op.master_capable === false && node.master_candidate)
    throw new OpPrereqError('Master must remain master capable', ECODE_STATE);
}

function checkPower(cfg: Snapshot, node: Node, op: Request): void {
  if (ndParamsOf(cfg, node).oob_program) {
    if (op.offline === false && !node.powered && op.powered !== true) {
      throw new OpPrereqError(`Node ${node.name} is powered off; power it on before it goes online`, ECODE_STATE);
    }
  } else if (op.powered !== null) {
    throw new OpPrereqError(
      `Node ${node.name} has no out-of-band program, so its power state can't be set`,
      ECODE_STATE,
    );
  }
}

/** Decides the role that a request gives to a node; refuses what must not be. `replaced`: others are promoted instead. */
export function planRole(cfg: Snapshot, node: Node, op: Request, replaced: boolean): RolePlan {
  checkMaster(cfg, node, op);
  if (op.master_candidate && !node.master_capable) {
    throw new OpPrereqError(`Node ${node.name} is not master_capable and can't become a candidate`, ECODE_STATE);
  }
  if (node.master_candidate && mightDemote(op) && !replaced) {
    const { now, wanted } = candidateStats(cfg, [node.uuid]);
    if (now < wanted) {
      throw new OpPrereqError(
        "Too few master candidates would be left; allow another node's promotion (--auto-promote, RAPI: auto_promote=True)",
        ECODE_STATE,
      );
    }
  }
  const notes: string[] = [];
  const asked: Record<RoleFlag, boolean | null> = {
    master_candidate: op.master_candidate,
    drained: op.drained,
    offline: op.offline,
  };
  for (const flag of ROLE_FLAGS) {
    if (asked[flag] !== false || node[flag]) continue;
    notes.push(`Flag ${flag} is off already`);
    asked[flag] = null;
  }
  checkPower(cfg, node, op);
  const comesBack =
    asked.drained === false || asked.offline === false || (op.master_capable === true && !node.master_capable);
  if (comesBack && joinsCandidates(cfg)) {
    asked.master_candidate = true;
    notes.push('Auto-promoting node to master candidate');
  }
  if (op.master_capable === false && node.master_candidate) {
    asked.master_candidate = false;
    notes.push('Demoting from master candidate');
  }
  return { old: roleOf(node), new: newRole(asked, roleOf(node)), notes };
}

function newRole(asked: Readonly<Record<RoleFlag, boolean | null>>, old: Role): Role {
  if (asked.master_candidate) return 'candidate';
  if (asked.drained) return 'drained';
  if (asked.offline) return 'offline';
  return Object.values(asked).includes(false) ? 'regular' : old;
}
