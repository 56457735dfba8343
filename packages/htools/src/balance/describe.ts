import { fixed } from '../format/number.js';
import { NO_NODE } from '../model/instance.js';
import type { State } from '../model/state.js';
import type { Placement } from './balancer.js';
import * as M from './move.js';

/** Letters of a move and the gnt-instance commands that make it. */
export function moveCommands(
  state: State,
  { instance, move, primary, secondary }: Placement,
  fullName = false,
): { readonly letters: string; readonly commands: string[] } {
  const inst = state.instances[instance]!;
  const name = fullName ? inst.name : inst.alias;
  const p = state.nodes[primary]!.alias;
  const s = secondary === NO_NODE ? '' : state.nodes[secondary]!.alias;
  const verb = inst.running ? 'migrate' : 'failover';
  const swap = `${verb} -f ${name}`;
  const replace = (node: string): string => `replace-disks -n ${node} ${name}`;
  switch (move.kind) {
    case M.FAILOVER:
      return { letters: 'f', commands: [swap] };
    case M.FAILOVER_TO:
      return { letters: `fa:${p}`, commands: [`${verb} -f -n ${p} ${name}`] };
    case M.REPLACE_PRIMARY:
      return { letters: `f r:${p} f`, commands: [swap, replace(p), swap] };
    case M.REPLACE_SECONDARY:
      return { letters: `r:${s}`, commands: [replace(s)] };
    case M.REPLACE_AND_FAILOVER:
      return { letters: `r:${p} f`, commands: [replace(p), swap] };
    case M.FAILOVER_AND_REPLACE:
      return { letters: `f r:${s}`, commands: [swap, replace(s)] };
    default:
      throw new Error(`no move of kind ${String(move.kind)}`);
  }
}

function place(state: State, primary: number, secondary: number): string {
  const p = state.nodes[primary]!.alias;
  return secondary === NO_NODE ? p : `${p}:${state.nodes[secondary]!.alias}`;
}

/** The line that tells a move. */
export function placementLine(
  state: State,
  placement: Placement,
  position: number,
  nodeWidth: number,
  instanceWidth: number,
): string {
  const width = 2 * nodeWidth + 1;
  const name = state.instances[placement.instance]!.alias.padEnd(instanceWidth);
  const from = place(state, placement.oldPrimary, placement.oldSecondary).padEnd(width);
  const to = place(state, placement.primary, placement.secondary).padEnd(width);
  const { letters } = moveCommands(state, placement);
  return `  ${String(position).padStart(3)}. ${name} ${from} => ${to} ${fixed(placement.score, 8).padStart(12)} a=${letters}`;
}
