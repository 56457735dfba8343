import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { WireInstance } from '@gnt/protocol';
import { assembleDisk, createDisk } from '../../../../lib/noded/backend/blockdev/lifecycle.js';
import { rebootInstance, shutdownInstance, startInstance } from '../../../../lib/noded/backend/instance/power.js';
import { extendTrail } from '../../../../lib/noded/backend/instance/reason.js';
import type { NodeContext } from '../../../../lib/noded/context.js';
import type { Hypervisor, StopOptions } from '../../../../lib/noded/hypervisor/interface.js';
import { createTestNode, type TestNode } from '../../../support/test-node.js';
import { SkippingClock } from '../../../support/skipping-clock.js';

const disk = {
  dev_type: 'file',
  logical_id: ['loop', '/srv/ganeti/file-storage/inst1/d0'],
  size: 2,
  iv_name: 'disk/0',
};
const instance: WireInstance = {
  name: 'inst1',
  primary_node: 'uuid',
  hypervisor: 'fake',
  hvparams: {},
  beparams: { minmem: 64, maxmem: 128, vcpus: 1 },
  nics: [],
  disks_info: [disk],
};

/** The fake hypervisor with a guest that minds only force, or is asked some times first. */
function stubborn(ctx: NodeContext, asks: number): { ctx: NodeContext; stops: StopOptions[] } {
  const stops: StopOptions[] = [];
  const real = ctx.hypervisors.get('fake');
  const driver: Hypervisor = Object.create(real, {
    stop: {
      value: async (which: WireInstance, options: StopOptions): Promise<void> => {
        stops.push(options);
        if (options.force || stops.length > asks) await real.stop(which, options);
      },
    },
    ...Object.fromEntries(
      (['info', 'start', 'cleanup', 'reboot'] as const).map((name) => [name, { value: real[name].bind(real) }]),
    ),
  }) as Hypervisor;
  return { ctx: { ...ctx, hypervisors: { all: [driver], get: () => driver } }, stops };
}

describe('power of an instance', () => {
  let node: TestNode;
  let clock: SkippingClock;
  beforeEach(async () => {
    clock = new SkippingClock();
    node = await createTestNode({ clock });
    await createDisk(node.ctx, disk, { size: 2, onPrimary: true, info: '', exclusiveStorage: false });
  });
  afterEach(() => node.remove());

  const isRunning = async (): Promise<boolean> =>
    (await node.ctx.hypervisors.get('fake').info('inst1', null)) !== undefined;
  const link = (): string => join(node.paths.file('instanceDisksDir'), 'inst1:0');

  it('assembles a disk into a link and tells paths without the root of the node', async () => {
    const use = { instance: 'inst1', hypervisor: 'fake', index: 0 };
    assert.deepEqual(await assembleDisk(node.ctx, disk, { ...use, onPrimary: false }), [true, true]);
    assert.deepEqual(await assembleDisk(node.ctx, disk, { ...use, onPrimary: true }), [
      '/srv/ganeti/file-storage/inst1/d0',
      '/var/run/ganeti/instance-disks/inst1:0',
      null,
    ]);
    assert.equal(await readlink(link()), node.paths.local('/srv/ganeti/file-storage/inst1/d0'));
  });

  it('starts once and keeps the reason; a second start changes nothing', async () => {
    await startInstance(node.ctx, instance, false, extendTrail(node.ctx, [['user', 'why', 1]], 'start'));
    assert.equal(await isRunning(), true);
    const file = join(node.paths.file('instanceReasonDir'), 'inst1');
    const trail = JSON.parse(await readFile(file, 'utf8')) as unknown[][];
    assert.deepEqual(trail[0], ['user', 'why', 1]);
    assert.deepEqual(trail[1]?.slice(0, 2), ['gnt:daemon:noded:start', '']);
    await startInstance(node.ctx, instance, false, [['user', 'again', 2]]);
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), trail);
  });

  it('says which disk is missing and starts nothing', async () => {
    const other: WireInstance = {
      ...instance,
      disks_info: [{ ...disk, logical_id: ['loop', '/srv/ganeti/file-storage/inst1/d9'] }],
    };
    await assert.rejects(
      startInstance(node.ctx, other, false, []),
      /Block device error: Block device 'disk\/0 .*d9\)' is not set up/,
    );
    assert.equal(await isRunning(), false);
  });

  it('stops a guest that minds, at once, and removes its links', async () => {
    await startInstance(node.ctx, instance, false, []);
    const before = clock.now();
    await shutdownInstance(node.ctx, instance, 120, []);
    assert.ok(clock.now() - before < 2000);
    assert.equal(await isRunning(), false);
    assert.equal(existsSync(link()), false);
  });

  it('asks again every five seconds and marks it as a repetition', async () => {
    await startInstance(node.ctx, instance, false, []);
    const { ctx, stops } = stubborn(node.ctx, 2);
    await shutdownInstance(ctx, instance, 60, []);
    assert.deepEqual(
      stops.map(({ force, retry }) => [force, retry]),
      [
        [false, false],
        [false, true],
        [false, true],
      ],
    );
  });

  it('cuts a guest off that does not stop within the time', async () => {
    await startInstance(node.ctx, instance, false, []);
    const { ctx, stops } = stubborn(node.ctx, Infinity);
    const before = clock.now();
    await shutdownInstance(ctx, instance, 12, []);
    const took = clock.now() - before;
    assert.ok(took >= 12_000 && took < 16_000, String(took));
    assert.equal(stops.at(-1)?.force, true);
    assert.equal(await isRunning(), false);
  });

  it('asks once and cuts off at once when the time is zero', async () => {
    await startInstance(node.ctx, instance, false, []);
    const { ctx, stops } = stubborn(node.ctx, Infinity);
    await shutdownInstance(ctx, instance, 0, []);
    assert.deepEqual(
      stops.map(({ force }) => force),
      [false, true],
    );
  });

  it('takes stopping what does not run as done', async () => {
    await shutdownInstance(node.ctx, instance, 10, []);
    assert.equal(await isRunning(), false);
  });

  it('reboots hard, refuses other ways, and what does not run', async () => {
    await assert.rejects(
      rebootInstance(node.ctx, instance, 'hard', 10, []),
      /Instance 'inst1' does not run, so it can't be rebooted/,
    );
    await startInstance(node.ctx, instance, false, []);
    await rebootInstance(node.ctx, instance, 'hard', 10, []);
    assert.equal(await isRunning(), true);
    await assert.rejects(rebootInstance(node.ctx, instance, 'full', 10, []), /Invalid reboot_type received: 'full'/);
  });
});
