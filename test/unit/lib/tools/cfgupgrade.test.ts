import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemFiles } from '../../../../lib/common/files.js';
import { Paths } from '../../../../lib/common/paths.js';
import { parseConfig } from '../../../../lib/config/load.js';
import { runCfgupgrade } from '../../../../lib/tools/cfgupgrade/index.js';
import { CountingRandom, StoppedClock, testText } from '../../../support/config-data.js';

type Json = Record<string, unknown>;
const recorded30 = (): Json => JSON.parse(testText('config/config-3.0.data')) as Json;
const at = (value: unknown, ...path: string[]): Json => path.reduce((o, key) => o[key] as Json, value as Json);

let root = '';
let count = 0;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'cfgupgrade-'));
});
after(() => rm(root, { recursive: true }));

/** A directory as a master of an older release has it. */
async function directory(config: unknown): Promise<string> {
  const dir = join(root, String((count += 1)));
  await mkdir(dir);
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  for (const [name, content] of [
    ['config.data', text],
    ['server.pem', ''],
    ['known_hosts', ''],
    ['ssconf_master_node', 'node1.peer.test\n'],
  ]) {
    await writeFile(join(dir, name ?? ''), content ?? '');
  }
  return dir;
}

interface Outcome {
  code: number;
  lines: string[];
  config: () => Promise<Json>;
}
async function run(
  dir: string,
  args: readonly string[],
  { hostname = 'node1.peer.test', answer = false } = {},
): Promise<Outcome> {
  const lines: string[] = [];
  const add = (line: string): void => void lines.push(line);
  const code = await runCfgupgrade([`--path=${dir}`, `--confdir=${dir}`, ...args], {
    files: systemFiles,
    paths: new Paths(dir),
    clock: new StoppedClock(),
    random: new CountingRandom(),
    hostname,
    ask: () => answer,
    say: add,
    complain: add,
  });
  return { code, lines, config: async () => JSON.parse(await readFile(join(dir, 'config.data'), 'utf8')) as Json };
}

describe('cfgupgrade of the recorded 3.0 configuration', () => {
  it("makes the original's changes and no others", async () => {
    const dir = await directory(testText('config/config-3.0.data'));
    const { code, lines, config } = await run(dir, ['--force']);
    assert.equal(code, 0, lines.join('\n'));
    assert.deepEqual(lines, ['Configuration successfully upgraded to version 3.1.1.']);
    const expected = recorded30();
    expected['version'] = 3010000;
    const hvparams = at(expected, 'cluster', 'hvparams');
    for (const xen of ['xen-pvm', 'xen-hvm']) assert.ok(delete at(hvparams, xen)['xen_cmd']);
    assert.equal(at(hvparams, 'kvm')['disk_discard'], 'default');
    at(hvparams, 'kvm')['disk_discard'] = 'ignore';
    assert.deepEqual(await config(), expected);
  });

  it('gives what the store opens', async () => {
    const dir = await directory(testText('config/config-3.0.data'));
    await run(dir, ['--force']);
    const text = await readFile(join(dir, 'config.data'), 'utf8');
    assert.equal(parseConfig(text, 'config.data').version, 3010000);
  });

  it('keeps the old file and creates what is missing', async () => {
    const dir = await directory(testText('config/config-3.0.data'));
    await writeFile(join(dir, 'watcher.data'), 'x');
    await run(dir, ['--force']);
    const names = await readdir(dir);
    const backup = names.find((n) => n.startsWith('config.data.backup-1800000000.')) ?? '';
    assert.equal(await readFile(join(dir, backup), 'utf8'), testText('config/config-3.0.data'));
    for (const name of ['hmac.key', 'cluster-domain-secret', 'rapi.pem', 'spice.pem', 'spice-ca.pem']) {
      assert.equal((await stat(join(dir, name))).mode & 0o777, 0o400, name);
    }
    assert.match(await readFile(join(dir, 'hmac.key'), 'utf8'), /^[0-9a-f]{40}\n$/);
    const paths = (await readFile(join(dir, 'file-storage-paths'), 'utf8')).split('\n');
    assert.deepEqual(paths.slice(2), ['/srv/ganeti/file-storage', '/srv/ganeti/shared-file-storage', '']);
    assert.match(paths[1] ?? '', /^# cfgupgrade at /);
    assert.ok(!names.includes('watcher.data'));
  });

  it('replaces the discard mode of instances', async () => {
    const config = recorded30();
    for (const instance of Object.values(at(config, 'instances')) as Json[])
      at(instance, 'hvparams')['disk_discard'] = 'default';
    const { config: result } = await run(await directory(config), ['--force', '--no-verify']);
    for (const instance of Object.values(at(await result(), 'instances')) as Json[])
      assert.equal(at(instance, 'hvparams')['disk_discard'], 'ignore');
  });

  it('writes nothing on a dry run', async () => {
    const dir = await directory(testText('config/config-3.0.data'));
    await writeFile(join(dir, 'rapi_users'), 'me x write\n');
    const before = (await readdir(dir)).sort();
    const { code } = await run(dir, ['--force', '--dry-run']);
    assert.equal(code, 0);
    assert.deepEqual((await readdir(dir)).sort(), before);
    assert.equal(await readFile(join(dir, 'config.data'), 'utf8'), testText('config/config-3.0.data'));
  });

  it('moves the users of the remote API and links them', async () => {
    const dir = await directory(testText('config/config-3.0.data'));
    await writeFile(join(dir, 'rapi_users'), 'me x write\n');
    await run(dir, ['--force']);
    assert.equal(await readFile(join(dir, 'rapi/users'), 'utf8'), 'me x write\n');
    assert.equal(await readlink(join(dir, 'rapi_users')), join(dir, 'rapi/users'));
    await writeFile(join(dir, 'config.data'), testText('config/config-3.0.data'));
    assert.equal((await run(dir, ['--force'])).code, 0);
  });
});

describe('cfgupgrade --downgrade', () => {
  it('goes back to 3.0 with xl as the command of Xen', async () => {
    const dir = await directory(testText('config/config-3.1.data'));
    const { code, lines, config } = await run(dir, ['--force', '--downgrade']);
    assert.equal(code, 0);
    assert.deepEqual(lines, ['Configuration successfully downgraded to version 3.0.']);
    const expected = JSON.parse(testText('config/config-3.1.data')) as Json;
    expected['version'] = 3000000;
    for (const xen of ['xen-pvm', 'xen-hvm']) at(expected, 'cluster', 'hvparams', xen)['xen_cmd'] = 'xl';
    assert.deepEqual(await config(), expected);
  });

  it('refuses older versions', async () => {
    const { code, lines } = await run(await directory({ ...recorded30(), version: 2160000 }), [
      '--force',
      '--downgrade',
    ]);
    assert.equal(code, 1);
    assert.match(lines[0] ?? '', /Only a configuration of version 3\.1 can be downgraded, this one has 2\.16\.0/);
  });
});

/** The recorded cluster as a release of long ago kept it. */
function ancient(): Json {
  const config = recorded30();
  const nodes = Object.values(at(config, 'nodes')) as Json[];
  const name = new Map(nodes.map((n) => [n['uuid'], n['name']]));
  const disks = at(config, 'disks');
  const networks = Object.values(at(config, 'networks')) as Json[];
  const instances = Object.values(at(config, 'instances')) as Json[];
  for (const [i, instance] of instances.entries()) {
    instance['primary_node'] = name.get(instance['primary_node']);
    instance['disk_template'] = 'file';
    delete instance['admin_state_source'];
    instance['disks'] = (instance['disks'] as string[]).map((uuid, d) => {
      const disk = { ...at(disks, uuid), physical_id: ['x'], iv_name: `sd${'ab'.charAt(d)}` } as Json;
      for (const key of ['uuid', 'nodes', 'serial_no', 'ctime', 'mtime']) Reflect.deleteProperty(disk, key);
      return disk;
    });
    for (const nic of instance['nics'] as Json[]) {
      const net = networks.find((n) => n['uuid'] === nic['network']);
      if (net) nic['network'] = net['name'];
    }
    if (i === 0) {
      instance['disks'] = [
        {
          dev_type: 'drbd8',
          logical_id: [nodes[0]?.['name'], nodes[1]?.['name'], 10999, 0, 0, 's3cret'],
          iv_name: 'disk/0',
          size: 1024,
          mode: 'rw',
          children: [
            { dev_type: 'lvm', logical_id: ['xenvg', 'data'], size: 1024, physical_id: [] },
            { dev_type: 'lvm', logical_id: ['xenvg', 'meta'], size: 128, physical_id: [] },
          ],
        },
      ];
      instance['primary_node'] = nodes[0]?.['name'];
    }
  }
  config['nodes'] = Object.fromEntries(nodes.map((n) => [n['name'], n]));
  config['instances'] = Object.fromEntries(instances.map((i) => [i['name'], i]));
  delete config['disks'];
  delete config['filters'];
  const cluster = at(config, 'cluster');
  cluster['master_node'] = name.get(cluster['master_node']);
  for (const key of [
    'candidate_certs',
    'data_collectors',
    'compression_tools',
    'ssh_key_type',
    'ssh_key_bits',
    'max_running_jobs',
    'osparams_private_cluster',
    'gluster_storage_dir',
  ]) {
    Reflect.deleteProperty(cluster, key);
  }
  const policy = at(cluster, 'ipolicy');
  const [pair] = policy['minmax'] as Json[];
  delete at(pair, 'max')['spindle-use'];
  Object.assign(policy, pair);
  delete policy['minmax'];
  const beparams = at(cluster, 'beparams', 'default');
  Object.assign(beparams, { memory: 512 });
  delete beparams['maxmem'];
  delete beparams['minmem'];
  config['version'] = 2070000;
  return config;
}

describe('cfgupgrade of a configuration of 2.7', () => {
  it('brings disks, indices, policy and parameters to what the store opens and verify accepts', async () => {
    const dir = await directory(ancient());
    const { code, lines, config } = await run(dir, ['--force']);
    assert.equal(code, 0, lines.join('\n'));
    assert.ok(lines.includes('Configuration successfully upgraded to version 3.1.1.'), lines.join('\n'));
    assert.ok(lines.some((l) => l.includes("from 'sda' to 'disk/0'")));
    const cfg = parseConfig(JSON.stringify(await config()), 'config.data');
    const drbd = Object.values(cfg.disks).find((d) => d.dev_type === 'drbd');
    assert.ok(drbd);
    assert.deepEqual([...drbd.nodes].sort(), [drbd.logical_id[0], drbd.logical_id[1]].map(String).sort());
    assert.ok(drbd.nodes.every((n) => n in cfg.nodes));
    assert.deepEqual(
      drbd.children.map((c) => c.dev_type),
      ['plain', 'plain'],
    );
    assert.equal(cfg.cluster.ssh_key_type, 'dsa');
    assert.equal(cfg.cluster.ssh_key_bits, 1024);
    assert.equal(cfg.cluster.ipolicy.minmax[0]?.max['spindle-use'], 12);
    assert.equal(cfg.cluster.beparams['default']?.maxmem, 512);
    assert.equal(cfg.cluster.max_running_jobs, 20);
    assert.deepEqual(cfg.filters, {});
    const nets = new Set(Object.values(cfg.instances).flatMap((i) => i.nics.map((n) => n.network)));
    for (const net of nets) assert.ok(net === undefined || String(net) in cfg.networks);
    assert.equal(cfg.serial_no, Number(recorded30()['serial_no']) + 1);
  });

  it('tells all that is wrong and writes nothing', async () => {
    const config = ancient();
    delete config['instances'];
    delete config['nodes'];
    const dir = await directory(config);
    const { code, lines } = await run(dir, ['--force']);
    assert.equal(code, 1);
    assert.match(lines.join('\n'), /Cannot find 'instances'/);
    assert.match(lines.join('\n'), /Changing node indices failed: Cannot find 'nodes'/);
    assert.equal(await readFile(join(dir, 'config.data'), 'utf8'), JSON.stringify(config));
  });
});

describe('cfgupgrade', () => {
  const refused = async (config: unknown, args: readonly string[], pattern: RegExp, options = {}): Promise<number> => {
    const dir = await directory(config);
    const { code, lines } = await run(dir, args, options);
    assert.match(lines.join('\n'), pattern);
    assert.equal(
      await readFile(join(dir, 'config.data'), 'utf8'),
      typeof config === 'string' ? config : JSON.stringify(config),
    );
    return code;
  };

  it('asks first', async () => {
    const dir = await directory(recorded30());
    assert.equal((await run(dir, [])).code, 1);
    assert.equal((await run(dir, [], { answer: true })).code, 0);
  });

  it('runs on the master only', async () => {
    assert.equal(
      await refused(
        recorded30(),
        ['--force'],
        /must run on the master node.*'node1\.peer\.test', this machine is 'other'/,
        { hostname: 'other' },
      ),
      1,
    );
    assert.equal(
      (await run(await directory(recorded30()), ['--force', '--ignore-hostname'], { hostname: 'other' })).code,
      0,
    );
  });

  it('refuses what is no configuration', async () => {
    assert.equal(await refused('{"version":', ['--force'], /truncated or not JSON/), 1);
    assert.equal(await refused({}, ['--force'], /Unable to determine the configuration version/), 1);
    assert.equal(await refused({ version: 9000000, cluster: {} }, ['--force'], /version 9\.0\.0 is not supported/), 1);
    assert.equal(
      await refused({ version: 2000000, cluster: { config_version: 1 } }, ['--force'], /Inconsistent configuration/),
      1,
    );
  });

  it('refuses a directory that is none of a cluster', async () => {
    const dir = await directory(recorded30());
    await rm(join(dir, 'known_hosts'));
    const { code, lines } = await run(dir, ['--force']);
    assert.equal(code, 1);
    assert.match(lines.join('\n'), /cfgupgrade: \S* is no directory of a Ganeti configuration: it has no known_hosts/);
  });

  it('refuses unknown options and arguments with exit code 2', async () => {
    assert.equal(await refused({}, ['--frobnicate'], /--frobnicate/), 2);
    assert.equal(await refused({}, ['extra'], /extra/), 2);
  });

  it('leaves a configuration of today alone', async () => {
    const dir = await directory(testText('config/config-3.1.data'));
    const { code, config } = await run(dir, ['--force']);
    assert.equal(code, 0);
    assert.deepEqual(await config(), JSON.parse(testText('config/config-3.1.data')));
  });
});
