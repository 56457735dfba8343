import assert from 'node:assert/strict';
import { constants, existsSync } from 'node:fs';
import { access, mkdir, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { WireInstance } from '@gnt/protocol';
import { ExecaRunner } from '../../lib/common/exec.js';
import { systemClock } from '../../lib/common/clock.js';
import { CapabilityProbe } from '../../lib/noded/hypervisor/kvm/capabilities.js';
import { QmpClient } from '../../lib/noded/hypervisor/kvm/qmp/client.js';
import { KvmNode, QEMU, eventually, guestInstance, qemuMissing, scratch, sharedDisk } from '../support/kvm-lab.js';

const NAME = 'inst3.test';
const runner = new ExecaRunner();

/** Parameters a QEMU without a guest's system is started with, one set after the other. */
const VARIANTS: Readonly<Record<string, Record<string, unknown>>> = {
  'nothing special': {},
  'a SCSI disk': { disk_type: 'scsi-hd', scsi_controller_type: 'virtio-scsi-pci' },
  'an IDE disk without serial line': { disk_type: 'ide', serial_console: false },
  'io_uring or native I/O': { disk_aio: 'native', disk_cache: 'none', disk_discard: 'unmap' },
  writethrough: { disk_cache: 'writethrough' },
  'topology, model, machine': {
    cpu_cores: 1,
    cpu_threads: 1,
    cpu_sockets: 1,
    cpu_type: 'Nehalem',
    machine_version: 'pc',
  },
  'no ACPI, exit at reboot, local time': { acpi: false, reboot_behavior: 'exit', use_localtime: true },
  'mouse, screen, keymap': { usb_mouse: 'mouse', vga: 'std', keymap: 'de', usb_devices: 'keyboard' },
  'guest agent': { use_guest_agent: true },
  'VNC on a port': { vnc_bind_address: '127.0.0.1' },
  'VNC on an interface with TLS': { vnc_bind_address: 'lo', vnc_tls: true },
  sound: { soundhw: 'ac97' },
  'extra options': { kvm_extra: "-smbios 'type=1,serial=a b'" },
  'another place on the bus': { kvm_pci_reservations: 20 },
};

describe('the KVM driver with a real QEMU', { skip: qemuMissing() }, () => {
  let dir: string;
  let node: KvmNode;
  let file: string;
  const disk = (): ReturnType<typeof sharedDisk> => ({
    ...sharedDisk(file, 'ebc2a5f7-9604-4eac-bdcd-20a5cff15427'),
    dev_type: 'file',
  });

  before(async () => {
    dir = await scratch();
    node = await KvmNode.create(join(dir, 'node1'));
    file = join(dir, 'disk0');
    await writeFile(file, '');
    await truncate(file, 1024 * 1024);
  });
  after(async () => {
    await node.kvm.powercut?.();
    await rm(dir, { recursive: true, force: true });
  });

  /** Starts an instance, looks at it, and ends it. */
  async function during(instance: WireInstance, look: (pid: number) => Promise<void>): Promise<void> {
    await node.kvm.start(instance, [await node.device(instance.name, 0, disk(), file)], { paused: false });
    try {
      await look(Number((await node.kvm.info(instance.name, null))?.id));
    } finally {
      await node.kvm.stop(instance, { force: true, retry: false });
      await node.kvm.cleanup(instance.name);
    }
  }

  /** Asks the instance's QEMU. */
  async function withQmp<T>(ask: (qmp: QmpClient) => Promise<T>): Promise<T> {
    const qmp = await QmpClient.open(node.control(NAME, 'qmp'), systemClock);
    try {
      return await ask(qmp);
    } finally {
      qmp.close();
    }
  }

  for (const [what, hvparams] of Object.entries(VARIANTS)) {
    it(`is understood by it: ${what}`, async () => {
      await during(guestInstance(NAME, hvparams), async () => {
        assert.deepEqual(await node.kvm.list(null), [NAME]);
      });
    });
  }

  it('knows what this QEMU can do', async () => {
    const capabilities = await new CapabilityProbe(runner).of(QEMU);
    assert.ok(capabilities.version[0] >= 5);
    assert.match(capabilities.defaultMachine, /^pc-/);
    assert.ok(capabilities.hasDevice('virtio-blk-pci') && !capabilities.hasDevice('no-such-device'));
    assert.match(capabilities.option('-netdev') ?? '', /vhost=on\|off/);
    await assert.rejects(
      new CapabilityProbe(runner).of('/nonexistent/kvm'),
      /binary '\/nonexistent\/kvm' cannot be used/,
    );
  });

  it('takes KVM when the binary is called so', async (t) => {
    const usable = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(
      () => true,
      () => false,
    );
    if (!usable || !existsSync('/usr/bin/kvm')) {
      t.skip('/dev/kvm or /usr/bin/kvm is missing');
      return;
    }
    await during(guestInstance(NAME, { kvm_path: '/usr/bin/kvm', kvm_flag: 'enabled' }), async () => {
      const enabled = await withQmp((qmp) => qmp.execute('query-kvm'));
      assert.deepEqual(enabled, { enabled: true, present: true });
    });
    await during(guestInstance(NAME, {}), async () => {
      assert.deepEqual(await withQmp((qmp) => qmp.execute('query-kvm')), { enabled: false, present: true });
    });
  });

  it('gives VNC its password', async () => {
    const file = join(dir, 'password');
    await writeFile(file, 'secret\n');
    await during(guestInstance(NAME, { vnc_bind_address: '127.0.0.1', vnc_password_file: file }), () =>
      Promise.resolve(),
    );
    await writeFile(file, 'two\nlines\n');
    const instance = guestInstance(NAME, { vnc_bind_address: '127.0.0.1', vnc_password_file: file });
    await assert.rejects(
      during(instance, () => Promise.resolve()),
      /must have exactly one line/,
    );
    assert.deepEqual(await node.kvm.list(null), []);
  });

  it('pins CPUs', async () => {
    const allowed = async (task: string): Promise<string | undefined> =>
      /Cpus_allowed_list:\s*(\S+)/.exec(await readFile(`/proc/${task}/status`, 'utf8'))?.[1];
    await during(guestInstance(NAME, { cpu_mask: '0' }), async (pid) => {
      for (const task of await readdir(`/proc/${String(pid)}/task`))
        assert.equal(await allowed(`${String(pid)}/task/${task}`), '0');
    });
    const two = guestInstance(NAME, { cpu_mask: 'all:0' });
    await assert.rejects(
      during(two, () => Promise.resolve()),
      /is for 2 CPUs, the instance has 1/,
    );
  });

  it('says in QEMU’s words why it did not start', async () => {
    const instance = guestInstance(NAME, { cpu_sockets: 2, cpu_cores: 2 });
    await assert.rejects(
      during(instance, () => Promise.resolve()),
      /Failed to start instance inst3.test: .*CPU topology/,
    );
  });

  it('reaches its sockets through a short link when their paths are too long', async () => {
    const deep = await KvmNode.create(join(dir, 'a-directory-that-is-deep'.repeat(3), 'node1'));
    const instance = guestInstance(NAME, { vnc_bind_address: '/var/run/ganeti/kvm-hypervisor/vnc' });
    await deep.kvm.start(instance, [await deep.device(NAME, 0, disk(), file)], { paused: false });
    const { command = [] } = deep.kvm.console(instance, {
      name: 'n',
      primary_ip: '',
      hvparams: instance.hvparams,
      beparams: {},
    });
    const monitor = command[3] ?? '';
    assert.match(monitor, /^\/tmp\/gnt-/);
    assert.ok((await stat(monitor)).isSocket());
    assert.equal((await deep.kvm.info(NAME, null))?.memory, 128);
    await deep.kvm.stop(instance, { force: true, retry: false });
    await deep.kvm.cleanup(NAME);
    await assert.rejects(stat(dirname(monitor)), /ENOENT/);
  });

  it('stays frozen when asked to, until its console is opened', async (t) => {
    if (
      await stat('/usr/bin/socat').then(
        () => false,
        () => true,
      )
    ) {
      t.skip('/usr/bin/socat is missing');
      return;
    }
    const instance = guestInstance(NAME, {});
    await node.kvm.start(instance, [await node.device(NAME, 0, disk(), file)], { paused: true });
    const state = async (): Promise<string> => {
      const answer = await runner.tryRun(
        '/usr/bin/socat',
        ['-t1', 'STDIO', `UNIX-CONNECT:${node.control(NAME, 'monitor')}`],
        { input: 'info status\n' },
      );
      return /VM status: (.*)/.exec(answer.stdout)?.[1]?.trim() ?? '';
    };
    assert.equal(await state(), 'paused (prelaunch)');
    const command =
      node.kvm.console(instance, { name: 'n', primary_ip: '', hvparams: instance.hvparams, beparams: {} }).command ??
      [];
    const wrapper = new URL('../../../bin/kvm-console-wrapper', import.meta.url).pathname;
    // A pipe is no terminal that could be made raw.
    const args = command.slice(1).map((a) => a.replace(/^STDIO,.*/, 'STDIO'));
    const console = runner.tryRun(wrapper, args, { timeout: 20_000 });
    await eventually('the release of the guest', 15, async () => ((await state()) === 'running' ? true : undefined));
    await node.kvm.stop(instance, { force: true, retry: false });
    assert.match((await console).stdout, /Instance inst3.test is paused, it goes on now/);
    await node.kvm.cleanup(NAME);
  });

  describe('as another user', { skip: process.getuid?.() === 0 ? false : 'only root can become another user' }, () => {
    const userOf = async (pid: number): Promise<number> => (await stat(`/proc/${String(pid)}`)).uid;
    const uid = async (name: string): Promise<number> => Number((await runner.run('id', ['-u', name])).stdout);

    it('runs as the user of the security domain, in an empty root directory', async () => {
      const instance = guestInstance(NAME, { security_model: 'user', security_domain: 'nobody', use_chroot: true });
      await during(instance, async (pid) => {
        assert.equal(await userOf(pid), await uid('nobody'));
        assert.equal((await node.kvm.info(NAME, null))?.memory, 128);
        await assert.rejects(
          node.kvm.hotplug?.device(
            instance,
            'hotadd',
            'disk',
            { ...disk(), uuid: 'aaaaaaaa-1-1-1-1' },
            ['/x', null],
            1,
          ) ?? Promise.resolve(),
          /cannot be added to a running instance with use_chroot/,
        );
      });
      assert.deepEqual(await readdir(join(node.paths.file('kvmDir'), 'chroot')), []);
      const unknown = guestInstance(NAME, { security_model: 'user', security_domain: 'nobody-here' });
      await assert.rejects(
        during(unknown, () => Promise.resolve()),
        /Unknown security domain user nobody-here/,
      );
    });

    it('takes a user of the pool that nobody has', async () => {
      const games = await uid('games');
      await mkdir(node.paths.dirs.data, { recursive: true });
      await writeFile(node.paths.ssconf('uid_pool'), `${String(games)}\n`);
      const pooled = guestInstance(NAME, { security_model: 'pool' });
      await during(pooled, async (pid) => {
        assert.equal(await userOf(pid), games);
        const second = guestInstance('inst4.test', { security_model: 'pool' });
        await assert.rejects(node.kvm.start(second, [], { paused: false }), /No user of the cluster's pool is free/);
      });
      assert.deepEqual(await readdir(join(node.paths.file('kvmDir'), 'uid')), []);
    });
  });
});
