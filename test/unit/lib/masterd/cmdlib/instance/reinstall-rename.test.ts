import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Lab } from '../../../../../support/lab.js';
import { labConfig } from '../../../../../support/lab-config.js';

const down = () => labConfig([{ name: 'web', state: 'down', more: { osparams: { dhcp: 'yes' } } }]);

describe('LUInstanceReinstall', () => {
  const op = { OP_ID: 'OP_INSTANCE_REINSTALL', instance_name: 'web' } as const;

  it('runs the create scripts between activation and deactivation of the disks', async () => {
    const lab = await Lab.open(down());
    await lab.run(op);
    assert.deepEqual(lab.rpc.trace, [
      'instance_info@node2',
      'os_validate@node2',
      'blockdev_assemble@node2',
      'blockdev_assemble@node2',
      'instance_os_add@node2',
      'instance_metadata_modify@node2',
      'blockdev_shutdown@node2',
    ]);
    assert.equal(lab.rpc.argsOf('instance_os_add')[0]?.reinstall, true);
    assert.deepEqual(lab.lines, [' - INFO: Running instance OS create scripts...']);
    assert.deepEqual(lab.cfg.instances['web']?.osparams, { dhcp: 'yes' });
  });

  it('installs another OS with its parameters, and forgets secrets', async () => {
    const lab = await Lab.open(down());
    await lab.run({ ...op, os_type: 'other', osparams: { x: '1' }, osparams_secret: { key: 'geheim' } });
    const instance = lab.cfg.instances['web']!;
    assert.deepEqual([instance.os, instance.osparams], ['other', { dhcp: 'yes', x: '1' }]);
    assert.ok(!JSON.stringify(lab.cfg).includes('geheim'));
    const [sent] = lab.rpc.argsOf('instance_os_add');
    assert.deepEqual(sent?.instance_osp.osparams, { dhcp: 'yes', x: '1', key: 'geheim' });
    assert.equal(lab.lines[0], "Changing OS scripts to 'other'...");
  });

  it('writes an image over the first disk', async () => {
    const lab = await Lab.open(down());
    await lab.run({ ...op, osparams: { 'os-image': '/srv/images/x' } });
    assert.equal(lab.rpc.argsOf('blockdev_image')[0]?.image, '/srv/images/x');
    assert.deepEqual(
      lab.rpc.argsOf('blockdev_pause_resume_sync').map((a) => a.pause),
      [true, false],
    );
  });

  it('says so when the disks do not go on synchronising', async () => {
    const lab = await Lab.open(down());
    lab.rpc.answer('blockdev_pause_resume_sync', (_, { pause }) => [[pause, null] as [boolean, null]]);
    await lab.run({ ...op, osparams: { 'os-image': '/srv/images/x' } });
    const line = " - WARNING: Disk 0 of instance 'web.example.com' does not go on with its sync";
    assert.ok(lab.lines.includes(line));
  });

  for (const failing of ['blockdev_assemble', 'instance_os_add'] as const) {
    it(`leaves the disks down when ${failing} fails`, async () => {
      const lab = await Lab.open(down());
      lab.rpc.fail(failing, 'boom');
      await assert.rejects(lab.run(op), /boom|Disk consistency error/);
      assert.equal(lab.cfg.instances['web']?.disks_active, false);
      assert.equal(lab.rpc.trace.at(-1), 'blockdev_shutdown@node2');
    });
  }

  it('refuses an instance that is up, one without disks, and a relative image', async () => {
    const up = await Lab.open(labConfig([{ name: 'web' }]));
    await assert.rejects(up.run(op), /Instance 'web.example.com' is marked to be up, cannot reinstall/);
    const diskless = await Lab.open(labConfig([{ name: 'web', template: 'diskless', state: 'down' }]));
    await assert.rejects(diskless.run(op), /has no disks/);
    await assert.rejects(
      diskless.run({ ...op, osparams: { 'os-image': 'x' } }),
      /An OS image is given by its absolute path or a URL/,
    );
  });
});

describe('LUInstanceRename', () => {
  const op = { OP_ID: 'OP_INSTANCE_RENAME', instance_name: 'web', new_name: 'shop.example.com' } as const;

  it('renames instance, disk files and guest', async () => {
    const lab = await Lab.open(down());
    assert.equal(await lab.run(op), 'shop.example.com');
    assert.deepEqual(lab.rpc.trace, [
      'instance_info@node2',
      'file_storage_dir_rename@node2',
      'blockdev_assemble@node2',
      'blockdev_assemble@node2',
      'blockdev_setinfo@node2',
      'instance_run_rename@node2',
      'blockdev_shutdown@node2',
    ]);
    assert.deepEqual(lab.rpc.argsOf('file_storage_dir_rename')[0], {
      old_file_storage_dir: '/srv/ganeti/file/web.example.com',
      new_file_storage_dir: '/srv/ganeti/file/shop.example.com',
    });
    assert.equal(lab.cfg.instances['web']?.name, 'shop.example.com');
    assert.deepEqual(lab.cfg.disks['web-disk0']?.logical_id, ['loop', '/srv/ganeti/file/shop.example.com/web-disk0']);
    assert.equal(lab.rpc.argsOf('instance_run_rename')[0]?.old_name, 'web.example.com');
    assert.equal(lab.rpc.argsOf('blockdev_setinfo')[0]?.info, 'originstname+shop.example.com');
  });

  it('resolves the new name once when it is to be checked', async () => {
    const lab = await Lab.open(down());
    lab.machine.hosts.set('shop.example.com', '192.0.2.50');
    const checked = { ...op, new_name: 'shop', name_check: true, ip_check: true } as const;
    assert.equal(await lab.run(checked), 'shop.example.com');
    assert.equal(lab.lines.filter((l) => l.includes('Resolved given name')).length, 1);
    const taken = await Lab.open(down());
    taken.machine.hosts.set('shop.example.com', '192.0.2.50');
    taken.machine.alive.add('192.0.2.50');
    await assert.rejects(taken.run(checked), /IP 192.0.2.50 of instance shop.example.com already in use/);
  });

  it('keeps the new name when the guest’s script fails', async () => {
    const lab = await Lab.open(down());
    lab.rpc.fail('instance_run_rename', 'no script');
    await lab.run(op);
    assert.match(
      lab.lines.join('\n'),
      /The rename script of the OS failed for shop\.example\.com on node node2\.example\.com, though the instance has its new name/,
    );
    assert.equal(lab.cfg.instances['web']?.disks_active, false);
  });

  it('renames a planned instance in the configuration alone', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web', state: 'down', more: { forthcoming: true } }]));
    await lab.run(op);
    assert.deepEqual(lab.rpc.trace, ['instance_info@node2']);
  });

  it('refuses a taken name, a running instance and an address check without a name check', async () => {
    const lab = await Lab.open(labConfig([{ name: 'web' }, { name: 'db', state: 'down' }]));
    await assert.rejects(lab.run({ ...op, new_name: 'db.example.com' }), /already in the cluster/);
    await assert.rejects(lab.run(op), /marked to be up, cannot rename/);
    await assert.rejects(lab.run({ ...op, name_check: false, ip_check: true }), /requires a name check/);
    assert.equal(lab.cfg.instances['web']?.name, 'web.example.com');
  });
});
