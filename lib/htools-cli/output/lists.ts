import { instanceTable, nodeTable, type State } from '@gnt/htools';
import type { Surroundings } from '../framework/environment.js';
import type { Options } from '../options/values.js';
import { instanceRecords, nodeRecords } from './records.js';

/** Shows nodes when --print-nodes asks for them. */
export function showNodes(
  options: Options,
  env: Surroundings,
  what: string,
  state: State,
  nodes: readonly number[],
  indexBase: number,
): void {
  if (options.showNodes === undefined) return;
  env.report.add('node_lists', { what, nodes: nodeRecords(state, nodes, options.showNodes, indexBase) });
  if (options.json) return;
  env.err(`\n${what} status:\n${nodeTable(state, nodes, options.showNodes, indexBase)}\n`);
}

/** Shows instances when --print-instances asks for them. */
export function showInstances(
  options: Options,
  env: Surroundings,
  what: string,
  state: State,
  instances: readonly number[],
): void {
  if (!options.showInstances) return;
  env.report.add('instance_lists', { what, instances: instanceRecords(state, instances) });
  if (options.json) return;
  env.err(`\n${what} instance map:\n${instanceTable(state, instances)}`);
}
