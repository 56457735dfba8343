import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isOpId } from '@gnt/opcodes';
import { logicalUnits } from '../../lib/masterd/cmdlib/registry.js';
import { firstDifference } from '../support/replay/compare.js';
import { Names, normalised } from '../support/replay/normalise.js';
import { RawClient } from '../support/replay/raw-client.js';
import { startRecordedCluster, type RecordedCluster } from '../support/replay/recorded-cluster.js';
import {
  luxiRecordings,
  noRecordings,
  sentBytes,
  type Exchange,
  type Recording,
} from '../support/replay/recordings.js';

/** Recordings whose answer differs from ours for a good reason. One that has become equal must leave this list. */
const EXPLAINED: Readonly<Record<string, string>> = {
  '085-watch-verify-config': 'the replayed master has no certificates, and the job says so',
  '090-changepriority': 'the sentence is ours',
};

const FASTER = 'starting a job takes no new process here, so it has mostly begun before the client asks';
/** Recordings whose answer depends on who is faster. */
const TIMING: Readonly<Record<string, string>> = {
  '085-watch-verify-config': FASTER,
  '086-watch-delay': FASTER,
};

/** The answer of WaitForJobChange about a job that has not ended. */
const UNFINISHED = /"result":\[\["(queued|waiting|running)"\],/;

/** Recordings that ours does not answer as the original yet. One that has become equal must leave this list. */
const NOT_YET: Readonly<Record<string, string>> = {};

interface Unrecorded {
  readonly method: string;
  readonly args: readonly unknown[];
  /** What it must have answered, going by what follows. */
  readonly result?: number;
}

/** Takes the lock of a node; the second of two such jobs waits. */
const lockedDelay = { OP_ID: 'OP_TEST_DELAY', duration: 2, on_nodes: ['node2.peer.test'], no_locks: false, reason: [] };

/** Requests that were made before a recording but not kept; what follows depends on them. */
const UNRECORDED: Readonly<Record<string, readonly Unrecorded[]>> = {
  // "Job successfully cancelled" is said of a job that waits for locks.
  '089-submit-depends-on-long': [
    { method: 'SubmitJob', args: [[lockedDelay]] },
    { method: 'SubmitJob', args: [[lockedDelay]], result: 307 },
  ],
  '101-archive-again': [{ method: 'ArchiveJob', args: [293] }],
  '105-submit-while-drained': [{ method: 'SetDrainFlag', args: [true] }],
  '109-drain-bad': [{ method: 'SetDrainFlag', args: [false] }],
};

interface Outcome {
  readonly name: string;
  readonly equal: boolean;
  readonly difference: string;
  /** Why ours cannot answer it yet. */
  readonly notYet: string | undefined;
}

describe('LUXI calls recorded from the original', { skip: noRecordings, timeout: 120_000 }, () => {
  let recordings: readonly Recording[];
  let cluster: RecordedCluster;
  const names = new Names();
  const outcomes: Outcome[] = [];

  async function replay({ name, exchanges }: Recording): Promise<Outcome> {
    const client = new RawClient(cluster.socket);
    const notYet = NOT_YET[name] ?? missingUnit(exchanges);
    try {
      for (const { result, ...request } of UNRECORDED[name] ?? []) {
        const ours = await client.ask(sentBytes(names.translate(JSON.stringify(request))));
        if (result !== undefined && ours !== null) names.pair(result, resultOf(ours));
      }
      for (const [index, { sent, answer }] of exchanges.entries()) {
        const last = name in TIMING && index === exchanges.length - 1;
        let ours = await client.ask(sentBytes(names.translate(sent)));
        // The job may wait still, and log lines may come before its end.
        while (last && UNFINISHED.test(ours ?? '')) ours = await client.ask(sentBytes(names.translate(sent)));
        const method = /"method": "(\w+)"/.exec(sent)?.[1] ?? '';
        if (answer !== null && ours !== null) names.learn(method, resultOf(answer), resultOf(ours));
        const [want, have] = [normalised(answer === null ? null : names.translate(answer)), normalised(ours)];
        // Of a sequence that depends on who is faster only the end can be compared.
        if (name in TIMING && index < exchanges.length - 1) continue;
        const difference = firstDifference(want, have);
        if (difference !== null) return { name, equal: false, difference, notYet };
      }
      return { name, equal: true, difference: '', notYet };
    } finally {
      client.close();
    }
  }

  before(async () => {
    recordings = luxiRecordings();
    cluster = await startRecordedCluster(recordings);
    for (const recording of recordings) outcomes.push(await replay(recording));
  });

  after(async () => {
    const { queue } = cluster.masterd;
    for (const { id } of queue.list()) await queue.cancel(id, true);
    await cluster.close();
  });

  it('are answered as there, or the difference is explained', (t) => {
    const unequal = outcomes.filter((o) => !o.equal);
    const explained = unequal.filter((o) => o.name in EXPLAINED);
    const notYet = unequal.filter((o) => o.notYet !== undefined);
    t.diagnostic(
      `replay luxi: ${outcomes.length - unequal.length} equal, ${explained.length} explained, ${notYet.length} not yet`,
    );
    for (const o of [...explained, ...notYet])
      t.diagnostic(`  ${o.name}: ${EXPLAINED[o.name] ?? o.notYet!} (${o.difference})`);
    const surprises = unequal.filter((o) => !explained.includes(o) && !notYet.includes(o));
    assert.deepEqual(
      surprises.map((o) => `${o.name}: ${o.difference}`),
      [],
    );
  });

  it('leave no explanation that is no longer needed', () => {
    const needed = new Set(outcomes.filter((o) => !o.equal).map((o) => o.name));
    assert.deepEqual(
      [...Object.keys(EXPLAINED), ...Object.keys(NOT_YET)].filter((name) => !needed.has(name)),
      [],
    );
  });
});

/** The opcode of a recorded job that has no logical unit yet. */
function missingUnit(exchanges: readonly Exchange[]): string | undefined {
  const ids = exchanges.flatMap(({ sent }) => [...sent.matchAll(/"OP_ID": "(\w+)"/g)].map(([, id]) => id));
  const missing = ids.find((id) => isOpId(id) && !(id in logicalUnits));
  return missing === undefined ? undefined : `${missing} has no logical unit yet`;
}

function resultOf(answer: string): unknown {
  return (JSON.parse(answer) as { result: unknown }).result;
}
