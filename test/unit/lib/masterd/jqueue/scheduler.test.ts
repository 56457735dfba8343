import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Candidate } from '../../../../../lib/masterd/jqueue/interface.js';
import { newJob } from '../../../../../lib/masterd/jqueue/submission.js';
import { selectJobs } from '../../../../../lib/masterd/jqueue/scheduler.js';

function queued(id: number, priority = 0, ...dependencies: number[]): Candidate {
  return { id, priority, dependencies, job: newJob(id, [], [0, 0]) };
}
const running = (...ids: number[]) => ids.map((id) => newJob(id, [], [0, 0]));
const ids = (list: readonly Candidate[]): number[] => list.map((c) => c.id);

describe('selectJobs', () => {
  it('takes the best priority first, and the older of two alike', () => {
    assert.deepEqual(
      ids(selectJobs({ queued: [queued(3), queued(1), queued(2, -10), queued(4, 10)], running: [], limit: 3 })),
      [2, 1, 3],
    );
  });

  it('fills the places that are left', () => {
    assert.deepEqual(ids(selectJobs({ queued: [queued(3), queued(4)], running: running(1), limit: 2 })), [3]);
    assert.deepEqual(ids(selectJobs({ queued: [queued(3)], running: running(1, 2), limit: 1 })), []);
  });

  it('leaves out jobs whose dependencies are queued or running', () => {
    const jobs = [queued(3, 0, 1), queued(4, 0, 3), queued(5, 0, 99), queued(6, 0, 6)];
    assert.deepEqual(ids(selectJobs({ queued: jobs, running: running(1), limit: 9 })), [5, 6]);
  });

  it('asks the admission for those that may start and keeps its order', () => {
    const admission = (eligible: readonly Candidate[]) => eligible.filter((c) => c.id !== 1).toReversed();
    assert.deepEqual(
      ids(selectJobs({ queued: [queued(1), queued(2), queued(3)], running: [], limit: 9, admission })),
      [3, 2],
    );
  });
});
