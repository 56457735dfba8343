import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  jobPriority,
  jobStatus,
  queuedOpcode,
  type OpStatus,
  type QueuedOpcode,
} from '../../../../../lib/masterd/jqueue/job.js';
import { decodeJob, encodeJob } from '../../../../../lib/masterd/jqueue/codec.js';

function ops(...states: OpStatus[]): { ops: QueuedOpcode[] } {
  return { ops: states.map((status) => ({ ...queuedOpcode({ OP_ID: 'OP_TEST_DELAY' }), status })) };
}

describe('jobStatus', () => {
  const cases: [OpStatus[], string][] = [
    [[], 'success'],
    [['queued', 'queued'], 'queued'],
    [['success', 'success'], 'success'],
    [['success', 'queued'], 'queued'],
    [['success', 'waiting'], 'waiting'],
    [['success', 'running', 'queued'], 'running'],
    [['success', 'error', 'error'], 'error'],
    [['canceling', 'canceling'], 'canceling'],
    [['success', 'canceled'], 'canceled'],
  ];
  for (const [states, expected] of cases) {
    it(`is ${expected} for opcodes ${states.join(', ') || 'none'}`, () => {
      assert.equal(jobStatus(ops(...states)), expected);
    });
  }
});

describe('jobPriority', () => {
  it('is the best one of what is not done', () => {
    const job = ops('success', 'queued', 'queued');
    job.ops[0]!.priority = -20;
    job.ops[1]!.priority = 5;
    job.ops[2]!.priority = 3;
    assert.equal(jobPriority(job), 3);
    assert.equal(jobPriority(ops('success')), 0);
  });
});

describe('job files', () => {
  const text =
    '{"id":429,"ops":[{"input":{"debug_level":0,"reason":[],"OP_ID":"OP_CLUSTER_VERIFY_CONFIG"},"status":"running","result":null,' +
    '"log":[[1,[1795180093,5],"message","* Verifying"]],"priority":0,"start_timestamp":[1795180093,1],"exec_timestamp":[1795180093,2],' +
    '"end_timestamp":null}],"received_timestamp":[1795180093,392488],"start_timestamp":[1795180093,1],"end_timestamp":null}';

  it('are written as they were read, in the order and spacing of luxid', () => {
    assert.equal(encodeJob(decodeJob(text, 'job-429')), text);
  });

  it('of a job process of the original are read, without livelock and process id', () => {
    const python = JSON.stringify({ ...(JSON.parse(text) as object), livelock: '/run/x', process_id: 1 }, null, 1);
    assert.equal(encodeJob(decodeJob(python, 'job-429')), text);
  });

  it('lack secret parameters', () => {
    const job = decodeJob(text, 'job-429');
    const secret = {
      OP_ID: 'OP_INSTANCE_CREATE',
      osparams_secret: { root: 'hunter2' },
      osparams_private: { user: 'u' },
    };
    job.ops[0]!.input = secret;
    const written = encodeJob(job);
    assert.doesNotMatch(written, /hunter2/);
    assert.match(written, /"osparams_secret":\{"root":"<redacted>"\}/);
    assert.match(written, /"user":"u"/);
  });

  for (const [what, broken] of [
    ['is cut off', text.slice(0, 200)],
    ['has an unknown state', text.replace('"running"', '"flying"')],
    ['has an unknown key', text.replace('"id"', '"x":1,"id"')],
  ] as const) {
    it(`are refused by name when one ${what}`, () => {
      assert.throws(() => decodeJob(broken, '/q/job-429'), { name: 'JobFileCorrupted', message: /\/q\/job-429/ });
    });
  }
});
