import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { systemClock } from '../../../../../../lib/common/clock.js';
import { SocketMeetingPoint } from '../../../../../../lib/masterd/meeting-point.js';
import { labConfig } from '../../../../../support/lab-config.js';
import { Lab } from '../../../../../support/lab.js';

const never = new AbortController().signal;

describe('SocketMeetingPoint', () => {
  it('meets one client, hears it, and leaves nothing behind', async () => {
    const point = await SocketMeetingPoint.open(systemClock);
    const client = connect(point.path);
    assert.equal(await point.connected(5000, never), true);
    const heard = point.heard(5000, never);
    client.write('x');
    assert.equal(await heard, true);
    await point.close();
    assert.equal(existsSync(point.path), false);
    client.destroy();
  });

  it('takes a client that goes away as one that says something', async () => {
    const point = await SocketMeetingPoint.open(systemClock);
    const client = connect(point.path);
    assert.equal(await point.connected(5000, never), true);
    client.destroy();
    assert.equal(await point.heard(5000, never), true);
    await point.close();
  });

  it('says that nobody came when the time is over, and gives up when it is told to', async () => {
    const point = await SocketMeetingPoint.open(systemClock);
    assert.equal(await point.connected(0, never), false);
    await assert.rejects(point.connected(60_000, AbortSignal.abort(new Error('killed'))), /killed/);
    await point.close();
  });
});

describe('LUTestDelay', () => {
  it('tells where it can be interrupted, and ends when it is', async () => {
    const lab = await Lab.open();
    lab.machine.meeting = 'heard';
    await lab.run({ OP_ID: 'OP_TEST_DELAY', duration: 60, interruptible: true, repeat: 3 });
    assert.deepEqual(lab.lines, [
      ' - INFO: Test delay iteration 0/2',
      '/tmp/meeting-1',
      'Received connection, time to go is 60',
      'Interrupted, time spent waiting: 0',
    ]);
    assert.equal(lab.machine.meetings, 0);
  });

  it('goes on to the next round when nobody interrupts it, without asking nodes', async () => {
    const lab = await Lab.open();
    await lab.run({ OP_ID: 'OP_TEST_DELAY', duration: 60, interruptible: true, repeat: 2 });
    assert.equal(lab.lines.filter((line) => line.startsWith('/tmp/meeting')).length, 2);
    assert.equal(lab.machine.meetings, 0);
    assert.deepEqual(lab.rpc.trace, []);
  });
});

describe('LUTestJqueue', () => {
  it('meets a client at each stage and sends its messages in between', async () => {
    const lab = await Lab.open();
    lab.machine.meeting = 'heard';
    const opcode = { OP_ID: 'OP_TEST_JQUEUE', notify_waitlock: true, notify_exec: true } as const;
    assert.equal(await lab.run({ ...opcode, log_messages: ['a'] }), true);
    assert.deepEqual(lab.lines, [
      '/tmp/meeting-1',
      'expandnames',
      'null',
      ' - INFO: Expanding names',
      '/tmp/meeting-1',
      'exec',
      'null',
      ' - INFO: Executing',
      '/tmp/meeting-1',
      'startmsg',
      '1',
      ' - INFO: Sending log message 1',
      'TESTMSG=a',
      '/tmp/meeting-1',
      'logmsg',
      '1',
    ]);
  });

  it('fails when nobody comes, and when it is told to', async () => {
    const lab = await Lab.open();
    await assert.rejects(lab.run({ OP_ID: 'OP_TEST_JQUEUE', notify_waitlock: true }), {
      name: 'OpPrereqError',
      message: /didn't connect in time/,
    });
    await assert.rejects(lab.run({ OP_ID: 'OP_TEST_JQUEUE', notify_exec: true }), { name: 'OpExecError' });
    await assert.rejects(lab.run({ OP_ID: 'OP_TEST_JQUEUE', fail: true }), /Opcode failure was requested/);
    assert.equal(lab.machine.meetings, 0);
  });
});

describe('LUTestAllocator', () => {
  const base = { OP_ID: 'OP_TEST_ALLOCATOR', direction: 'in', name: 'inst1' } as const;
  const disks: unknown[] = [{ size: 10, mode: 'rw' }];
  const wanted = { disks, disk_template: 'file' as const, os: 'noop', memory: 1, vcpus: 1 };
  const open = (): Promise<Lab> => Lab.open(labConfig([{ name: 'inst1', template: 'sharedfile' }]));
  const request = async (lab: Lab, op: Parameters<Lab['run']>[0]): Promise<Record<string, unknown>> =>
    JSON.parse(String(await lab.run(op))) as Record<string, unknown>;

  it('shows the request of each mode', async () => {
    const lab = await open();
    assert.deepEqual(await request(lab, { ...base, mode: 'node-evacuate', instances: ['inst1'], evac_mode: 'all' }), {
      instances: ['inst1.example.com'],
      evac_mode: 'all',
      type: 'node-evacuate',
    });
    assert.deepEqual(
      await request(lab, { ...base, mode: 'change-group', instances: ['inst1'], target_groups: ['g'] }),
      {
        instances: ['inst1.example.com'],
        target_groups: ['g'],
        type: 'change-group',
      },
    );
    const relocation = await request(lab, { ...base, mode: 'relocate' });
    assert.deepEqual([relocation['name'], relocation['relocate_from']], ['inst1.example.com', []]);
    const many = await request(lab, { ...base, ...wanted, name: 'new', mode: 'multi-allocate', count: 2 });
    assert.deepEqual(
      (many['instances'] as { name: string }[]).map(({ name }) => name),
      ['new0', 'new1'],
    );
    const one = await request(lab, { ...base, ...wanted, name: 'new', mode: 'allocate' });
    assert.deepEqual([one['name'], one['hypervisor'], one['disk_space_total']], ['new', 'fake', 10]);
  });

  it('runs the allocator named', async () => {
    const lab = await open();
    const out = { ...base, direction: 'out', mode: 'relocate' } as const;
    assert.equal(await lab.run({ ...out, iallocator: 'hail' }), 'hail was asked');
    await assert.rejects(lab.run(out), /Missing allocator name/);
  });

  it('refuses what is no request', async () => {
    const lab = await open();
    await assert.rejects(lab.run({ ...base, ...wanted, mode: 'allocate' }), /already in the cluster/);
    await assert.rejects(
      lab.run({ ...base, ...wanted, name: 'new', mode: 'allocate', disks: [1] }),
      /'disks' parameter/,
    );
    await assert.rejects(lab.run({ ...base, ...wanted, name: 'new', mode: 'allocate', os: null }), /'os' is missing/);
    await assert.rejects(lab.run({ ...base, mode: 'node-evacuate' }), /Missing instances/);
    await assert.rejects(lab.run({ ...base, mode: 'allocate-secondary' }), /Invalid test allocator mode/);
  });
});
