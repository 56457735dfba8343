import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Admission, Candidate } from '../../../../../lib/masterd/jqueue/interface.js';
import { JobLine } from '../../../../../lib/masterd/jqueue/line.js';
import { newJob } from '../../../../../lib/masterd/jqueue/submission.js';
import { selectJobs } from '../../../../../lib/masterd/jqueue/scheduler.js';

function queued(id: number, priority = 0, ...dependencies: number[]): Candidate {
  return { id, priority, dependencies, job: newJob(id, [], [0, 0]) };
}
/** The numbers of the jobs that start. */
function starting(
  jobs: readonly Candidate[],
  limit: number,
  running: readonly number[] = [],
  admission?: Admission,
): number[] {
  const line = new JobLine();
  for (const job of jobs) line.add(job);
  const { chosen } = selectJobs({
    queued: line,
    running: running.map((id) => newJob(id, [], [0, 0])),
    isOpen: (id) => line.has(id) || running.includes(id),
    limit,
    admission,
  });
  return chosen.map((c) => c.id);
}

describe('JobLine', () => {
  const ids = (line: JobLine): number[] => [...line].map((c) => c.id);

  it('has the best priority first, and the older of two alike', () => {
    const line = new JobLine();
    for (const [id, priority] of [
      [3, 0],
      [1, 0],
      [2, -10],
      [4, 10],
      [5, 0],
    ] as const)
      line.add(queued(id, priority));
    assert.deepEqual(ids(line), [2, 1, 3, 5, 4]);
  });

  it('moves a job whose priority changed, and forgets one that is taken out', () => {
    const line = new JobLine();
    for (const id of [1, 2, 3]) line.add(queued(id));
    line.add(queued(3, -10));
    assert.deepEqual([ids(line), line.size], [[3, 1, 2], 3]);
    assert.deepEqual([line.remove(1), line.remove(1)], [true, false]);
    assert.deepEqual([ids(line), line.has(1), line.has(3)], [[3, 2], false, true]);
  });
});

describe('selectJobs', () => {
  it('fills the places that are left, from the front', () => {
    assert.deepEqual(starting([queued(4), queued(3), queued(2, 10)], 3, [1]), [3, 4]);
    assert.deepEqual(starting([queued(3)], 1, [1, 2]), []);
  });

  it('leaves out jobs whose dependencies are queued or running', () => {
    assert.deepEqual(starting([queued(3, 0, 1), queued(4, 0, 3), queued(5, 0, 99), queued(6, 0, 6)], 9, [1]), [5, 6]);
  });

  it('asks the admission for those that may start, told what runs, until there is no place left', () => {
    const asked: number[] = [];
    const admission: Admission = (running) => {
      asked.push(...running.map((job) => -job.id));
      return ({ id }) => {
        asked.push(id);
        return id !== 2;
      };
    };
    assert.deepEqual(starting([queued(2), queued(3), queued(4), queued(5)], 3, [1], admission), [3, 4]);
    assert.deepEqual(asked, [-1, 2, 3, 4]);
  });
});
