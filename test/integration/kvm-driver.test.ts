import assert from 'node:assert/strict';
import { readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { WireDisk, WireInstance } from '@gnt/protocol';
import { parseRuntime } from '../../lib/noded/hypervisor/kvm/runtime-file.js';
import {
  KvmNode,
  SerialLine,
  busyboxDisk,
  eventually,
  guestInstance,
  guestParams,
  qemuMissing,
  scratch,
  sharedDisk,
} from '../support/kvm-lab.js';

const NAME = 'inst1.test';
const ADDRESS = '127.0.0.1';
const PORT = 18102;
/** MiB of the first node: less than the guest may have at most. */
const MEMORY = 120;

async function leftovers(node: KvmNode): Promise<string[]> {
  const root = node.paths.file('kvmDir');
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  return files.filter((f) => !f.isDirectory()).map((f) => f.name);
}

describe('the KVM driver with a real guest', { skip: qemuMissing() }, () => {
  let dir: string;
  let source: KvmNode;
  let target: KvmNode;
  let instance: WireInstance;
  let disk: WireDisk;
  let file: string;
  let bootId = '';
  let line: SerialLine;

  before(async () => {
    dir = await scratch();
    source = await KvmNode.create(join(dir, 'node1'), MEMORY);
    target = await KvmNode.create(join(dir, 'node2'));
    file = join(dir, 'disk0');
    await busyboxDisk(file, NAME);
    disk = sharedDisk(file, 'ebc2a5f7-9604-4eac-bdcd-20a5cff15427');
    const params = {
      ...(await guestParams()),
      root_path: '/dev/vda',
      migration_port: PORT,
      migration_bandwidth: 256,
      vnc_bind_address: '/var/run/ganeti/kvm-hypervisor/vnc',
    };
    instance = { ...guestInstance(NAME, params), beparams: { minmem: 112, maxmem: 128, vcpus: 1 } };
  });
  after(async () => {
    for (const node of [source, target]) await node.kvm.powercut?.();
    await rm(dir, { recursive: true, force: true });
  });

  it('starts it, and the guest comes up on its serial line', async () => {
    await source.kvm.start(instance, [await source.device(NAME, 0, disk, file)], { paused: false });
    line = new SerialLine(source.control(NAME, 'serial'));
    const ready = await line.expect(/GUEST READY name=(\S+) boot_id=(\S+) boots=(\d+)/, 120);
    assert.deepEqual([ready[1], ready[3]], [NAME, '1']);
    bootId = ready[2] ?? '';
    assert.equal(await line.command('cat /run/boot_id'), bootId);
  });

  it('lists it, tells its memory, which is what the node had, and takes it off the virtual node', async () => {
    assert.deepEqual(await source.kvm.list(null), [NAME]);
    const info = await eventually('the balloon', 30, async () => {
      const now = await source.kvm.info(NAME, null);
      return now?.memory === MEMORY ? now : undefined;
    });
    assert.deepEqual({ ...info, id: 0 }, { name: NAME, id: 0, memory: MEMORY, vcpus: 1, state: 'running', time: 0 });
    const node = await source.kvm.nodeInfo(instance.hvparams);
    assert.deepEqual([node.memory_total, node.memory_free, node.cpu_total], [MEMORY, 0, 2]);
    assert.ok((node.hv_version?.[0] ?? 0) >= 5);
    assert.deepEqual(await target.kvm.list(null), []);
  });

  it('refuses to start it twice and to clean up after it while it runs', async () => {
    await assert.rejects(source.kvm.start(instance, [], { paused: false }), /already running/);
    await assert.rejects(source.kvm.cleanup(NAME), /live instance/);
    await assert.rejects(target.kvm.acceptInstance(instance, '', ADDRESS, []), /not the text of a KVM runtime file/);
    await assert.rejects(target.kvm.migrate('c', instance, ADDRESS, true), /Instance not running, cannot migrate/);
  });

  it('serves VNC on a socket in the directory of the parameter', async () => {
    const found = await stat(join(source.paths.file('kvmDir'), 'vnc', `${NAME}.vnc`));
    assert.ok(found.isSocket());
  });

  it('shrinks its memory', async () => {
    await source.kvm.balloonMemory(instance, 112);
    await eventually('the balloon', 30, async () =>
      (await source.kvm.info(NAME, null))?.memory === 112 ? true : undefined,
    );
  });

  it('plugs a disk in, tells its new size, and takes it out', async () => {
    const extra = join(dir, 'disk1');
    await writeFile(extra, '');
    await truncate(extra, 8 * 1024 * 1024);
    const second = { ...sharedDisk(extra, '941b221b-7ba1-4104-8702-cb4dd5afbb6c'), iv_name: 'disk/1' };
    const { path } = await source.device(NAME, 1, second, extra);
    await source.kvm.hotplug?.supported(instance);
    await source.kvm.hotplug?.device(instance, 'hotadd', 'disk', second, [path, null], 1);
    await eventually('the disk in the guest', 20, async () =>
      (await line.command('cat /sys/block/vdb/size 2>/dev/null')) === '16384' ? true : undefined,
    );
    const kept = parseRuntime((await source.kvm.migrationInfo(instance)) as string);
    assert.deepEqual(
      kept.disks.map((d) => d.link),
      [`/var/run/ganeti/instance-disks/${NAME}:0`, `/var/run/ganeti/instance-disks/${NAME}:1`],
    );
    await truncate(extra, 12 * 1024 * 1024);
    await source.kvm.hotplug?.resizeDisk?.(instance, second, 12 * 1024 * 1024);
    await eventually('the new size in the guest', 20, async () =>
      (await line.command('cat /sys/block/vdb/size')) === '24576' ? true : undefined,
    );
    await source.kvm.hotplug?.device(instance, 'hotremove', 'disk', second, null, 1);
    assert.equal(await line.command('ls /sys/block'), 'vda');
    assert.equal(parseRuntime((await source.kvm.migrationInfo(instance)) as string).disks.length, 1);
  });

  it('migrates live: the same boot ticks on under the other node, and nothing is left behind', async () => {
    const tick = Number(await line.command('cat /run/tick'));
    line.close();
    await target.device(NAME, 0, disk, file);
    const info = await source.kvm.migrationInfo(instance);
    await target.kvm.acceptInstance(instance, info, ADDRESS, []);
    await source.kvm.migrate('cluster.test', instance, ADDRESS, true);
    const status = await eventually('the migration', 60, async () => {
      const { status: now } = await source.kvm.migrationStatus(instance);
      return now === 'active' ? undefined : now;
    });
    assert.equal(status, 'completed');
    await source.kvm.finalizeMigrationSource(instance, true, true);
    await target.kvm.finalizeMigrationTarget(instance, info, true);

    line = new SerialLine(target.control(NAME, 'serial'));
    assert.equal(await line.command('cat /run/boot_id'), bootId);
    await eventually('the next tick', 20, async () =>
      Number(await line.command('cat /run/tick')) > tick ? true : undefined,
    );
    assert.deepEqual(await target.kvm.list(null), [NAME]);
    assert.deepEqual(await source.kvm.list(null), []);
    assert.deepEqual(await leftovers(source), []);
  });

  it('migrates back non-live with a capability switched on, and the guest runs on', async () => {
    line.close();
    const capable = { ...instance, hvparams: { ...instance.hvparams, migration_caps: 'xbzrle' } };
    const info = await target.kvm.migrationInfo(instance);
    await source.kvm.acceptInstance(capable, info, ADDRESS, []);
    await target.kvm.migrate('cluster.test', capable, ADDRESS, false);
    await eventually('the migration', 60, async () =>
      (await target.kvm.migrationStatus(capable)).status === 'completed' ? true : undefined,
    );
    await target.kvm.finalizeMigrationSource(capable, true, false);
    await source.kvm.finalizeMigrationTarget(capable, info, true);
    line = new SerialLine(source.control(NAME, 'serial'));
    assert.equal(await line.command('cat /run/boot_id'), bootId);
  });

  it('keeps the guest where it is when the target cannot be reached', async () => {
    await source.kvm.migrate('cluster.test', instance, '127.0.0.9', true);
    await eventually('the failure', 30, async () =>
      (await source.kvm.migrationStatus(instance)).status === 'failed' ? true : undefined,
    );
    await source.kvm.finalizeMigrationSource(instance, false, true);
    assert.equal(await line.command('cat /run/boot_id'), bootId);
  });

  it('reboots it into a new boot of the same disk', async () => {
    line.close();
    await source.kvm.reboot(instance);
    line = new SerialLine(source.control(NAME, 'serial'));
    const ready = await line.expect(/GUEST READY name=\S+ boot_id=(\S+) boots=(\d+)/, 120);
    assert.notEqual(ready[1], bootId);
    assert.equal(ready[2], '2');
  });

  it('shuts it down by its power button and cleans up', async () => {
    await source.kvm.stop(instance, { force: false, retry: false });
    await line.expect(/GUEST POWER BUTTON/);
    await eventually('the end of the guest', 60, async () =>
      (await source.kvm.list(null)).length === 0 ? true : undefined,
    );
    line.close();
    await source.kvm.cleanup(NAME);
    assert.deepEqual(await leftovers(source), []);
    assert.equal(await source.kvm.info(NAME, null), undefined);
  });

  it('leaves nothing when QEMU does not start', async () => {
    const broken = { ...instance, hvparams: { ...instance.hvparams, kvm_extra: '-no-such-option' } };
    await assert.rejects(
      source.kvm.start(broken, [await source.device(NAME, 0, disk, file)], { paused: false }),
      /no-such-option/,
    );
    assert.deepEqual(await leftovers(source), []);
  });
});
