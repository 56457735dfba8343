import { MASTERD, NODED } from '@gnt/constants';
import { DURATION_BOUNDS, readRpcFigures, type CallFigures, type RpcFiguresFile } from '../../common/rpc-figures.js';
import type { CollectorDependencies } from '../collectors/interface.js';
import { daemonProcesses } from '../daemon-processes.js';
import type { Family, Sample } from './text.js';

const WHAT = {
  client: 'that the master daemon made',
  server: 'that the node daemon answered',
} as const;

/** Node calls as the daemons that run here have counted them: those of the master to all nodes, those to this node. */
export async function callFamilies(deps: CollectorDependencies): Promise<Family[]> {
  const running = await daemonProcesses(deps, deps.hostname);
  const found = await Promise.all([MASTERD, NODED].map((name) => readRpcFigures(deps.files, deps.paths, name)));
  // What a daemon that was killed has left does not count.
  const live = found.filter((f): f is RpcFiguresFile => f !== undefined && running.some(({ pid }) => pid === f.pid));
  return live.flatMap(({ side, calls }) => familiesOf(side, Object.entries(calls)));
}

function familiesOf(side: RpcFiguresFile['side'], calls: readonly (readonly [string, CallFigures])[]): Family[] {
  return [
    {
      name: `ganeti_rpc_${side}_calls`,
      type: 'counter',
      help: `Node calls ${WHAT[side]}, by how they ended.`,
      samples: calls.flatMap(([call, { outcomes }]) =>
        Object.entries(outcomes).map(([outcome, value]) => ({ labels: { call, outcome }, value })),
      ),
    },
    {
      name: `ganeti_rpc_${side}_duration_seconds`,
      type: 'histogram',
      help: `How long node calls took ${WHAT[side]}.`,
      samples: calls.flatMap(([call, figures]) => histogram(call, figures)),
    },
  ];
}

/** A bound as OpenMetrics writes it: always with a fraction. */
function boundText(bound: number | undefined): string {
  if (bound === undefined) return '+Inf';
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}

/** The samples of one histogram, in the order that OpenMetrics wants. */
function histogram(call: string, { classes, seconds }: CallFigures): Sample[] {
  let total = 0;
  const buckets = classes.map((count, i): Sample => {
    total += count;
    return { suffix: '_bucket', labels: { call, le: boundText(DURATION_BOUNDS[i]) }, value: total };
  });
  return [
    ...buckets,
    { suffix: '_count', labels: { call }, value: total },
    { suffix: '_sum', labels: { call }, value: seconds },
  ];
}
