import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { WireDisk, WireInstance, WireNic } from '@gnt/protocol';
import { ExecaRunner } from '../../lib/common/exec.js';
import { tapName } from '../../lib/noded/hypervisor/kvm/network/taps.js';
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
  tapsMissing,
} from '../support/kvm-lab.js';

const NAME = 'inst2.test';
const ADDRESS = '127.0.0.1';
const GUEST_IP = '192.0.2.5';
const runner = new ExecaRunner();

const SKIP = qemuMissing() || tapsMissing();
const INSIDE = 'GNT_TEST_IN_NAMESPACE';

/** Bridges and taps of the test are made in a network namespace of its own: this file runs itself in one. */
if (process.env[INSIDE] === undefined) {
  it('NICs of a real KVM guest, in a network namespace', { skip: SKIP }, async () => {
    // What a build of the image downloads is not to be had from within.
    await guestParams();
    const script = 'mount -t sysfs sys /sys && ip link set lo up && exec "$@"';
    const self = [process.execPath, '--test-reporter=spec', fileURLToPath(import.meta.url)];
    const result = await runner.tryRun('unshare', ['--net', '--mount', 'sh', '-c', script, 'sh', ...self], {
      env: { [INSIDE]: '1' },
    });
    assert.equal(result.exitCode, 0, result.stdout + result.stderr);
    assert.match(result.stdout, /pass 5/);
  });
} else {
  describe('NICs of a real KVM guest', nicTests);
}

function nicTests(): void {
  const bridge = `gkbr${String(process.pid)}`;
  let dir: string;
  let source: KvmNode;
  let target: KvmNode;
  let instance: WireInstance;
  let disk: WireDisk;
  let file: string;
  let line: SerialLine;
  let bootId = '';
  const nic = (uuid: string, mac: string): WireNic => ({
    mac,
    uuid,
    nicparams: { mode: 'bridged', link: bridge, vlan: '' },
  });
  const first = nic('98b9b1ae-b4ec-480a-9a40-83df74a4fc3c', 'aa:00:00:00:00:45');
  const second = nic('7ce30f8f-816b-425e-aab0-31305a2b1e93', 'aa:00:00:00:00:46');

  const ports = async (): Promise<string[]> => (await readdir(`/sys/class/net/${bridge}/brif`)).sort();
  const tapOf = (node: KvmNode, of: WireNic): string => tapName(node.paths.root, of.uuid ?? '');

  /** What the guest tells of itself over the network. */
  const status = (): Promise<Record<string, string>> =>
    eventually('an answer of the guest over HTTP', 30, async () => {
      const answer = await fetch(`http://${GUEST_IP}/cgi-bin/status`).catch(() => undefined);
      const lines = (await answer?.text())?.trim().split('\n');
      return lines && Object.fromEntries(lines.map((l) => l.split('=') as [string, string]));
    });

  before(async () => {
    dir = await scratch();
    source = await KvmNode.create(join(dir, 'node1'));
    target = await KvmNode.create(join(dir, 'node2'));
    file = join(dir, 'disk0');
    await busyboxDisk(file, NAME, { OSP_ADDRESS: `${GUEST_IP}/24` });
    disk = sharedDisk(file, 'ebc2a5f7-9604-4eac-bdcd-20a5cff15427');
    await runner.run('ip', ['link', 'add', bridge, 'type', 'bridge']);
    await runner.run('ip', ['addr', 'add', '192.0.2.1/24', 'dev', bridge]);
    await runner.run('ip', ['link', 'set', bridge, 'up']);
    const params = { ...(await guestParams()), migration_port: 18103, migration_bandwidth: 256 };
    instance = guestInstance(NAME, params, [first]);
  });
  after(async () => {
    for (const node of [source, target]) {
      await node.kvm.powercut?.();
      for (const n of [first, second]) await runner.tryRun('ip', ['link', 'delete', 'dev', tapOf(node, n)]);
    }
    await runner.tryRun('ip', ['link', 'delete', 'dev', bridge]);
    await rm(dir, { recursive: true, force: true });
  });

  it('start on the bridge, with the address of the instance', async () => {
    await source.kvm.start(instance, [await source.device(NAME, 0, disk, file)], { paused: false });
    line = new SerialLine(source.control(NAME, 'serial'));
    const ready = await line.expect(/GUEST READY .*boot_id=(\S+).*\bip=(\S+)/, 120);
    bootId = ready[1] ?? '';
    assert.equal(ready[2], `${GUEST_IP}/24`);
    assert.deepEqual(await ports(), [tapOf(source, first)]);
    assert.equal((await status())['name'], NAME);
  });

  it('come, change and go while the guest runs', async () => {
    const mac = async (): Promise<string> => line.command('cat /sys/class/net/eth1/address 2>/dev/null');
    await source.kvm.hotplug?.device(instance, 'hotadd', 'nic', second, null, 1);
    await eventually('the NIC in the guest', 20, async () => ((await mac()) === second.mac ? true : undefined));
    assert.deepEqual(await ports(), [tapOf(source, first), tapOf(source, second)].sort());
    const changed = { ...second, mac: 'aa:00:00:00:00:47' };
    await source.kvm.hotplug?.device(instance, 'hotmod', 'nic', changed, null, 1);
    await eventually('the changed NIC in the guest', 20, async () =>
      (await mac()) === changed.mac ? true : undefined,
    );
    await source.kvm.hotplug?.device(instance, 'hotremove', 'nic', changed, null, 1);
    assert.equal(await line.command('ls /sys/class/net'), 'eth0  lo');
    assert.deepEqual(await ports(), [tapOf(source, first)]);
  });

  it('follow the guest to another node', async () => {
    line.close();
    await target.device(NAME, 0, disk, file);
    const info = await source.kvm.migrationInfo(instance);
    await target.kvm.acceptInstance(instance, info, ADDRESS, []);
    await source.kvm.migrate('cluster.test', instance, ADDRESS, true);
    await eventually('the migration', 60, async () =>
      (await source.kvm.migrationStatus(instance)).status === 'completed' ? true : undefined,
    );
    await source.kvm.finalizeMigrationSource(instance, true, true);
    await target.kvm.finalizeMigrationTarget(instance, info, true);
    assert.deepEqual(await ports(), [tapOf(target, first)]);
    assert.equal((await status())['boot_id'], bootId);
  });

  it('go with a migration that fails', async () => {
    const info = await target.kvm.migrationInfo(instance);
    await source.kvm.acceptInstance(instance, info, ADDRESS, []);
    assert.equal((await ports()).length, 2);
    await source.kvm.finalizeMigrationTarget(instance, info, false);
    assert.deepEqual(await ports(), [tapOf(target, first)]);
    assert.deepEqual(await source.kvm.list(null), []);
  });

  it('are gone after the guest, and when QEMU does not start', async () => {
    await target.kvm.stop(instance, { force: true, retry: false });
    await target.kvm.cleanup(NAME);
    assert.deepEqual(await ports(), []);
    const broken = { ...instance, hvparams: { ...instance.hvparams, kvm_extra: '-no-such-option' } };
    const device = await source.device(NAME, 0, disk, file);
    await assert.rejects(source.kvm.start(broken, [device], { paused: false }), /no-such-option/);
    assert.deepEqual(await ports(), []);
  });
}
