import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Paths } from '../../../lib/common/paths.js';
import { archivedJobFile, liveJobFile } from '../../../lib/journal/index.js';
import { goldenDir, recordedResult, type Recording } from './recordings.js';

/** A finished job with one opcode. */
function jobText(id: number, status: string, input: object): string {
  const time = [1795179400, 0];
  const op = { input: { ...input, reason: [] }, status, result: null, log: [], priority: 0 };
  const times = { start_timestamp: time, exec_timestamp: time, end_timestamp: time };
  return JSON.stringify({
    id,
    ops: [{ ...op, ...times }],
    start_timestamp: time,
    end_timestamp: time,
    received_timestamp: time,
  });
}

/**
 * Makes the queue that the recordings were made on. Only every sixth job file was kept; of the others the recorded
 * answers tell number and status, and of two the summary.
 */
export async function fillQueue(paths: Paths, recordings: readonly Recording[]): Promise<void> {
  await cp(join(goldenDir, 'files/queue'), paths.file('queueDir'), { recursive: true });
  const known: Readonly<Record<number, object>> = { 1: { OP_ID: 'OP_CLUSTER_POST_INIT' } };
  const filler = { OP_ID: 'OP_CLUSTER_VERIFY' };
  const jobs = recordedResult(recordings, '047-queryjobs-all') as readonly (readonly [number, string])[];
  for (const [id, status] of jobs) {
    const file = liveJobFile(paths, id);
    if (!existsSync(file)) await writeFile(file, jobText(id, status, known[id] ?? filler));
  }
  const archived = archivedJobFile(paths, 2);
  await mkdir(dirname(archived), { recursive: true });
  await writeFile(archived, jobText(2, 'success', { OP_ID: 'OP_NODE_ADD', node_name: 'node2.peer.test' }));
}
