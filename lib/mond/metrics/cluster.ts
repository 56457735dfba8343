import { JOB_STATUS_ALL } from '@gnt/constants';
import { LuxiClient } from '@gnt/luxi-client';
import type { CollectorDependencies } from '../collectors/interface.js';
import { daemonProcesses } from '../daemon-processes.js';
import type { Family } from './text.js';

/** A cell of a query's answer: its state and value. */
type Cell = readonly [number, unknown];

function valuesOf(rows: readonly (readonly Cell[])[]): unknown[][] {
  return rows.map((row) => row.map(([, value]) => value));
}

/** Job queue and locks, where the master daemon runs; nothing on other nodes. */
export async function clusterFamilies(deps: CollectorDependencies): Promise<Family[]> {
  const daemons = await daemonProcesses(deps, deps.hostname);
  if (!daemons.some((d) => d.name === 'ganeti-masterd' && d.pid !== null)) return [];
  const client = await LuxiClient.connect(deps.paths.file('querySocket'));
  try {
    const jobs = await client.query('job', ['status']);
    const locks = await client.query('lock', ['name', 'mode', 'owner', 'pending']);
    const counts = new Map<unknown, number>(JOB_STATUS_ALL.map((status) => [status, 0]));
    for (const [status] of valuesOf(jobs.data)) counts.set(status, (counts.get(status) ?? 0) + 1);
    const lockRows = valuesOf(locks.data);
    const held = (mode: string): number => lockRows.filter((row) => row[1] === mode).length;
    const waiting = lockRows.reduce((sum, row) => sum + (Array.isArray(row[3]) ? row[3].length : 0), 0);
    return [
      {
        name: 'ganeti_jobs',
        type: 'gauge',
        help: 'Jobs of the queue that are not archived, by status.',
        samples: [...counts].map(([status, value]) => ({ labels: { status: String(status) }, value })),
      },
      {
        name: 'ganeti_locks_held',
        type: 'gauge',
        help: 'Locks that jobs hold, by mode.',
        samples: ['exclusive', 'shared'].map((mode) => ({ labels: { mode }, value: held(mode) })),
      },
      {
        name: 'ganeti_locks_pending',
        type: 'gauge',
        help: 'Requests for locks that wait.',
        samples: [{ value: waiting }],
      },
    ];
  } finally {
    client.close();
  }
}
