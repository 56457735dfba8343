import { DEFAULT_SHUTDOWN_TIMEOUT } from '@gnt/constants';
import * as M from '../balance/move.js';
import type { State } from '../model/state.js';

/** An opcode as a job carries it. */
export type Opcode = Readonly<Record<string, unknown>> & { readonly OP_ID: string };

function swap(instanceName: string, forthcoming: boolean, target: string | undefined): Opcode {
  const to = target === undefined ? {} : { target_node: target };
  if (forthcoming)
    return {
      OP_ID: 'OP_INSTANCE_FAILOVER',
      instance_name: instanceName,
      shutdown_timeout: DEFAULT_SHUTDOWN_TIMEOUT,
      ignore_consistency: false,
      ...to,
      ignore_ipolicy: false,
      cleanup: false,
    };
  return {
    OP_ID: 'OP_INSTANCE_MIGRATE',
    instance_name: instanceName,
    ...to,
    allow_runtime_changes: false,
    ignore_ipolicy: false,
    cleanup: false,
    allow_failover: true,
    ignore_hvversions: true,
  };
}

function replace(instanceName: string, node: string): Opcode {
  return {
    OP_ID: 'OP_INSTANCE_REPLACE_DISKS',
    instance_name: instanceName,
    early_release: false,
    ignore_ipolicy: false,
    mode: 'replace_new_secondary',
    disks: [],
    remote_node: node,
  };
}

/** The opcodes that make a move. */
export function moveOpcodes(state: State, i: number, { kind, target }: M.Move): Opcode[] {
  const { name, forthcoming } = state.instances[i]!;
  const node = (): string => state.nodes[target]!.name;
  const f = (): Opcode => swap(name, forthcoming, undefined);
  const r = (): Opcode => replace(name, node());
  switch (kind) {
    case M.FAILOVER:
      return [f()];
    case M.FAILOVER_TO:
      return [swap(name, forthcoming, node())];
    case M.REPLACE_PRIMARY:
      return [f(), r(), f()];
    case M.REPLACE_SECONDARY:
      return [r()];
    case M.REPLACE_AND_FAILOVER:
      return [r(), f()];
    case M.FAILOVER_AND_REPLACE:
      return [f(), r()];
    default:
      throw new Error(`no move of kind ${String(kind)}`);
  }
}
