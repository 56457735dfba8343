import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

/** Two groups: node1 and node2 in `default` with one instance, node3 alone in `other`. */
async function lab(groups = true): Promise<Lab> {
  const config = labConfig([{ name: 'web', template: 'sharedfile', node: 'node2' }], (c) => {
    if (!groups) return;
    c.nodegroups['group2'] = { ...structuredClone(c.nodegroups['group1']!), uuid: 'group2', name: 'other' };
    c.nodes['node3']!.group = 'group2';
  });
  const opened = await Lab.open(config);
  const migrate = {
    OP_ID: 'OP_INSTANCE_MIGRATE',
    instance_name: 'web.example.com',
    target_node: 'node3.example.com',
    allow_failover: true,
  };
  opened.allocator = {
    success: true,
    info: '',
    result: [[['web.example.com', 'other', ['node3.example.com']]], [], [[migrate], [migrate]]],
  };
  return opened;
}

const evacuate = { OP_ID: 'OP_GROUP_EVACUATE', group_name: 'default', iallocator: 'hail' } as const;
const change = { OP_ID: 'OP_INSTANCE_CHANGE_GROUP', instance_name: 'web', iallocator: 'hail' } as const;

describe('LUGroupEvacuate', () => {
  it('takes all other groups as targets and submits what the allocator decides', async () => {
    const l = await lab();
    assert.deepEqual(await l.run(evacuate), {
      jobs: [
        [true, 100],
        [true, 101],
      ],
    });
    assert.deepEqual(l.requests[0]?.request, {
      type: 'change-group',
      instances: ['web.example.com'],
      target_groups: ['group2'],
    });
    assert.deepEqual(l.lines, [
      ' - INFO: Instances to be moved: web.example.com (to other)',
      ' - INFO: Iallocator returned 2 job(s) for evacuating node group default',
    ]);
    const [first, second] = l.submitted;
    assert.deepEqual([first?.[0]?.['OP_ID'], second?.[0]?.['depends'] ?? null], ['OP_INSTANCE_MIGRATE', null]);
  });

  it('insists on failovers one after the other when told to', async () => {
    const l = await lab();
    await l.run({ ...evacuate, force_failover: true, sequential: true, target_groups: ['other'] });
    const [first, second] = l.submitted;
    assert.equal(first?.[0]?.['OP_ID'], 'OP_INSTANCE_FAILOVER');
    assert.ok(!('allow_failover' in first[0]));
    assert.deepEqual([first[0]['depends'] ?? null, second?.[0]?.['depends']], [null, [[-1, ['error', 'success']]]]);
    assert.deepEqual(l.lines.slice(-2), [
      ' - INFO: Will insist on failovers',
      ' - INFO: Jobs will be submitted to run sequentially',
    ]);
  });

  it('refuses itself as a target, and to begin where there is no other group', async () => {
    await assert.rejects((await lab()).run({ ...evacuate, target_groups: ['default'] }), /cannot be a target/);
    await assert.rejects((await lab(false)).run(evacuate), { name: 'OpPrereqError', message: /no other node group/ });
  });

  it('tells why the allocator failed', async () => {
    const l = await lab();
    l.allocator = { success: false, info: 'no idea', result: [] };
    await assert.rejects(l.run(evacuate), {
      args: ["Can't compute group evacuation using iallocator 'hail': no idea", 'insufficient_resources'],
    });
  });
});

describe('LUInstanceChangeGroup', () => {
  it('asks for any other group and submits what the allocator decides', async () => {
    const l = await lab();
    await l.run(change);
    assert.deepEqual(l.requests[0]?.request, {
      type: 'change-group',
      instances: ['web.example.com'],
      target_groups: ['group2'],
    });
    assert.equal(l.submitted.length, 2);
    assert.ok(
      l.lines.includes(" - INFO: Iallocator returned 2 job(s) for changing group of instance 'web.example.com'"),
    );
  });

  it('refuses the group it is in, one that does not exist, and to begin where there is no other', async () => {
    const run = async (target_groups: string[]): Promise<unknown> => (await lab()).run({ ...change, target_groups });
    await assert.rejects(run(['default']), /is in group\(s\) 'group1' already/);
    await assert.rejects(run(['nowhere']), /Node group 'nowhere' not found/);
    await assert.rejects((await lab(false)).run(change), { name: 'OpPrereqError', message: /no other node group/ });
  });
});
