import { Balancer, type Placement } from '../balance/balancer.js';
import { DEFAULT_BALANCE_OPTIONS } from '../balance/options.js';
import * as C from '../model/columns.js';
import { allInstances, allNodes } from '../model/groups.js';
import { Node } from '../model/node.js';
import { State } from '../model/state.js';

/** A cluster after nodes went off or on and everything was balanced, and the moves that led there. */
export interface Balanced {
  readonly state: State;
  readonly moves: readonly Placement[];
}

function nodeAs(node: Node, offline: boolean): Node {
  return Object.assign(new Node(node), node, { offline });
}

/** Takes nodes off or brings them back on a copy, and balances that as far as anything is gained. */
export function switched(state: State, nodes: readonly number[], offline: boolean): Balanced {
  const others = state.nodes.map((node, n) => (nodes.includes(n) ? nodeAs(node, offline) : node));
  const copy = new State(others, state);
  for (const n of nodes) copy.rows[copy.row(n) + C.OFFLINE] = offline ? 1 : 0;
  const balancer = new Balancer(copy, allNodes(copy), allInstances(copy), {
    ...DEFAULT_BALANCE_OPTIONS,
    minGain: 0,
    minGainLimit: 0,
  });
  const moves: Placement[] = [];
  for (let move = balancer.step(); move; move = balancer.step()) moves.push(move);
  return { state: copy, moves };
}
