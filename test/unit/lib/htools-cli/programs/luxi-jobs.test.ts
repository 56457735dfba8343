import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemEnvironment } from '../../../../../lib/htools-cli/framework/environment.js';
import { runProgram } from '../../../../../lib/htools-cli/framework/program.js';
import { programs } from '../../../../../lib/htools-cli/registry.js';
import { startLuxiCluster, type LuxiCluster, type MadeCluster } from '../../../../support/htools/luxi-cluster.js';
import { SkippingClock } from '../../../../support/skipping-clock.js';

const TAG = 'ganeti:watcher:autorepair:';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly jobs: LuxiCluster['jobs'];
}

async function run(made: MadeCluster, name: string, ...args: string[]): Promise<Run> {
  const server = await startLuxiCluster(made);
  let out = '';
  let err = '';
  try {
    const code = await runProgram(programs[name]!, [`-L${server.socket}`, ...args], {
      ...systemEnvironment(),
      clock: new SkippingClock(),
      random: { uuid: () => 'some-uuid', bytes: (count) => Buffer.alloc(count) },
      out: (text) => void (out += text),
      err: (text) => void (err += text),
    });
    return { code, out, err, jobs: server.jobs };
  } finally {
    await server.close();
  }
}

const ids = (jobs: LuxiCluster['jobs']): unknown[][] => jobs.map((ops) => ops.map((op) => op['OP_ID']));
const offline = { offline: true };

describe('harep', () => {
  const broken = (tags: readonly string[]): MadeCluster => ({
    nodes: [{}, offline, {}],
    instances: [{ primary: 2, secondary: 1, tags }],
  });

  it('submits the repair after a delay and records it by a tag', async () => {
    const { code, out, jobs } = await run(broken([`${TAG}failover`]), 'harep', '--job-delay', '3', '--reason', 'night');
    assert.equal(code, 0);
    assert.deepEqual(ids(jobs), [['OP_TEST_DELAY', 'OP_INSTANCE_FAILOVER'], ['OP_TAGS_SET']]);
    assert.equal(jobs[0]![0]!['duration'], 3);
    const [[, why]] = jobs[0]![1]!['reason'] as [[string, string]];
    assert.equal(why, 'night');
    assert.match(String(jobs[1]![0]!['tags']), /^ganeti:watcher:autorepair:pending:failover:some-uuid:\d+:100$/);
    assert.match(out, /Executing ArFailover repair on inst1\.example\.com\n/);
    assert.match(out, /Pending repair: 1\n$/);
  });

  it('records what its policy forbids and submits no repair', async () => {
    const { out, jobs } = await run(broken([`${TAG}fix-storage`]), 'harep');
    assert.deepEqual(ids(jobs), [['OP_TAGS_SET']]);
    assert.match(String(jobs[0]![0]!['tags']), /result:failover:some-uuid:\d+:enoperm:$/);
    assert.match(out, /because only repairs up to ArFixStorage are allowed\n/);
    assert.match(out, /Needs repair: 1\n$/);
  });

  it('leaves alone what nobody allowed to repair, or what is suspended', async () => {
    for (const tags of [[], [`${TAG}failover`, `${TAG}suspend`]]) {
      const { out, jobs } = await run(broken(tags), 'harep');
      assert.deepEqual(jobs, []);
      assert.match(out, /Not repairing inst1\.example\.com because it's in state (ArNotEnabled|ArSuspended Forever)\n/);
    }
  });

  it('tells a program what it did', async () => {
    const { out } = await run(broken([`${TAG}failover`]), 'harep', '--json');
    const { events, counts } = JSON.parse(out) as { events: Record<string, unknown>[]; counts: unknown };
    assert.deepEqual(
      events.map(({ instance, event, type }) => [instance, event, type]),
      [
        ['inst1.example.com', 'repair', 'failover'],
        ['inst1.example.com', 'tags-added', undefined],
      ],
    );
    assert.deepEqual(counts, { 'Pending repair': 1 });
  });

  it('shows the jobs and submits none in a dry run', async () => {
    const { out, jobs } = await run(broken([`${TAG}failover`]), 'harep', '--dry-run');
    assert.deepEqual(jobs, []);
    assert.match(out, /jobs: \[\[\{"OP_ID":"OP_TEST_DELAY"/);
  });

  it('follows up a repair: waits while a job runs, then replaces the tag by the result', async () => {
    const pending = `${TAG}pending:fix-storage:u:1000:7+8`;
    const made = (status: string): MadeCluster => ({
      nodes: [{}, {}],
      instances: [{ primary: 1, secondary: 2, tags: [pending] }],
      status: (job) => (job === 8 ? status : 'success'),
    });
    assert.deepEqual((await run(made('running'), 'harep')).jobs, []);
    for (const [status, result, state] of [
      ['success', 'success', 'Healthy'],
      ['error', 'failure', 'Failure'],
    ] as const) {
      const { out, jobs } = await run(made(status), 'harep', '--job-delay', '0');
      // The jobs that set and remove tags have numbers of their own and succeed.
      assert.deepEqual(ids(jobs), [['OP_TAGS_SET'], ['OP_TAGS_DEL']]);
      assert.match(String(jobs[0]![0]!['tags']), new RegExp(`result:fix-storage:u:\\d+:${result}:7\\+8$`));
      assert.deepEqual(jobs[1]![0]!['tags'], [pending]);
      assert.match(out, new RegExp(`Moving inst1.example.com from "Pending repair" to "${state}"\n`));
    }
  });

  it('refuses tags that contradict each other', async () => {
    const tags = [`${TAG}pending:failover:a:1:1`, `${TAG}pending:failover:b:2:2`];
    const { code, err } = await run(broken(tags), 'harep');
    assert.equal(code, 1);
    assert.match(err, /Error: the repair tags do not fit together: instance \S+ has two repairs/);
  });
});

describe('hsqueeze -X', () => {
  it('empties nodes, tags them and switches them off', async () => {
    const made = { nodes: [{}, {}, {}], instances: [{ primary: 2, template: 'ext' }] };
    const { code, jobs } = await run(made, 'hsqueeze', '-X');
    assert.equal(code, 0);
    assert.deepEqual(ids(jobs), [
      ['OP_INSTANCE_MIGRATE'],
      ['OP_TAGS_SET'],
      ['OP_TAGS_SET'],
      ['OP_NODE_SET_PARAMS', 'OP_NODE_SET_PARAMS', 'OP_OOB_COMMAND'],
    ]);
    assert.equal(jobs[3]![2]!['command'], 'power-off');
  });

  it('tells a program what it did', async () => {
    const made = { nodes: [{}, {}, {}], instances: [{ primary: 2, template: 'ext' }] };
    const { out } = await run(made, 'hsqueeze', '-X', '--json');
    const found = JSON.parse(out) as {
      action: string;
      nodes: string[];
      moves: unknown[];
      executed: { jobs: unknown[] }[];
    };
    assert.equal(found.action, 'offline');
    assert.equal(found.nodes.length, 2);
    assert.equal(found.moves.length, 1);
    assert.deepEqual(
      found.executed.map(({ jobs }) => jobs.length),
      [1, 1, 1, 1],
    );
  });

  it('switches on the nodes that stand by when room is short', async () => {
    const made = {
      nodes: [{}, { offline: true, tags: ['htools:standby:auto'] }],
      instances: [{ primary: 1, template: 'ext' }],
    };
    const { out, jobs } = await run(made, 'hsqueeze', '-X', '--minimal-resources=100');
    assert.match(out, /^'Nodes to online'\nnode2\.example\.com\n/);
    assert.deepEqual(ids(jobs)[0], ['OP_NODE_SET_PARAMS', 'OP_OOB_COMMAND']);
    assert.equal(jobs[0]![1]!['command'], 'power-on');
  });

  it('stops when a job fails', async () => {
    const made = { nodes: [{}, {}], instances: [{ primary: 2, template: 'ext' }], status: () => 'error' };
    const { code, err, jobs } = await run(made, 'hsqueeze', '-X');
    assert.equal(code, 1);
    assert.match(err, /Error: hsqueeze: Not all jobs completed successfully/);
    assert.equal(jobs.length, 1);
  });
});
