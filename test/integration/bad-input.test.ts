import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createSelfSigned } from '../../lib/common/certificates.js';
import { systemClock } from '../../lib/common/clock.js';
import { eventually, TestCluster } from '../support/vcluster.js';

/** A command line, what it ends with, and what it has to say: the fault and the cure. */
type Refusal = readonly [argv: string, exitCode: number, said: RegExp];

const ADD = 'gnt-instance add -t sharedfile -o noop -n node2';

const COMMAND_LINES: readonly Refusal[] = [
  ['gnt-instance list --bogus', 2, /Usage[\s\S]*no such option: --bogus/],
  ['gnt-instance frobnicate', 1, /Usage: gnt-instance \{command\}[\s\S]*gnt-instance <command> --help/],
  [`${ADD} -s huge new1`, 2, /option -s: .*'huge' is not a size such as 512, 512m or 10g/],
  [`${ADD} -s -5 new1`, 2, /'-5' is not a size such as/],
  [`${ADD} -s 0 new1`, 1, /Invalid disk size '0': it must be at least 1 MiB/],
  [`${ADD} new1`, 1, /disk/i],
  [`${ADD} -s 64m taken`, 1, /already_exists[\s\S]*Instance 'taken' is already in the cluster/],
  [`${ADD} -s 9000g new1`, 1, /violates policy: disk-size\/0 value 9216000 is not in range/],
  [`${ADD} --ignore-ipolicy -s 8388608t new1`, 1, /no room for it: take a smaller disk or another node/],
  [
    `${ADD} -s 64m -B memory=16g new1`,
    1,
    /Node node2 has too little free memory for .*needed 16384 MiB, available \d+ MiB/,
  ],
  ['gnt-instance add -t sharedfile -o noop -s 64m -n nosuch new1', 1, /unknown_entity[\s\S]*Node 'nosuch' not known/],
  [
    'gnt-instance add -t sharedfile -o nosuch -s 64m -n node2 new1',
    1,
    /OS 'nosuch' is in none of .*install .*gnt-os list/,
  ],
  ['gnt-instance add -t blubb -o noop -s 64m -n node2 new1', 2, /option -t: .*'blubb' .*'sharedfile'/],
  ['gnt-instance list nosuch', 1, /unknown_entity[\s\S]*Instance name nosuch not found/],
  ['gnt-instance startup nosuch', 1, /Instance not known: nosuch \(gnt-instance list shows all\)/],
  ['gnt-instance remove nosuch', 1, /Instance 'nosuch' does not exist/],
  ['gnt-node list nosuch', 1, /unknown_entity[\s\S]*Node name nosuch not found/],
  ['gnt-node info nosuch', 0, /Node not known: nosuch \(gnt-node list shows all\)/],
  ['gnt-node add node2', 1, /already in the cluster .*--readd/],
  ['gnt-node add nosuch', 1, /resolver_error[\s\S]*nosuch.* does not resolve/],
  ['gnt-cluster init other', 1, /initialised already on this node; gnt-cluster destroy/],
  ['gnt-job info abc', 1, /'abc' is not a number/],
];

/** What a node daemon answers to a caller that shows this certificate. */
function post(host: string, pem: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host, port: 1811, path: '/version', method: 'POST', key: pem, cert: pem };
    const call = request({ ...options, rejectUnauthorized: false, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => {
        resolve(text);
      });
    });
    call.on('error', reject);
    call.end('[]');
  });
}

describe('bad input on a virtual cluster', () => {
  let vc: TestCluster;
  before(async () => {
    vc = await TestCluster.create(3);
    await vc.ok(...ADD.split(' '), '-s', '64m', 'taken');
  });
  after(async () => {
    await vc.destroy();
  });

  const refused = async (node: string, ...[argv, exitCode, said]: Refusal): Promise<void> => {
    const ran = await vc.run(node, ...argv.split(' '));
    assert.equal(ran.code, exitCode, `${argv}: ${ran.stdout}${ran.stderr}`);
    assert.match(ran.stdout + ran.stderr, said, argv);
  };
  const address = async (node: string): Promise<string> => {
    const hosts = await readFile(`${vc.dir}/etc/hosts`, 'utf8');
    return new RegExp(`^(\\S+)\\s.*\\b${node}\\b`, 'm').exec(hosts)?.[1] ?? '';
  };
  const daemon = (node: string, act: 'start' | 'stop', name: string): Promise<string> =>
    vc.okOn(node, 'daemon-util', act, name);

  it('on a command line gets the fault and the cure, and leaves nothing behind', async () => {
    for (const row of COMMAND_LINES) await refused('node1', ...row);
    assert.equal((await vc.ok('gnt-instance', 'list', '--no-headers', '-o', 'name')).trim(), 'taken');
  });

  it('commands away from the master name it', async () => {
    await refused('node2', 'gnt-instance list', 1, /This node is not the master; run the command on node 'node1'/);
    await refused(
      'node2',
      'ganeti-masterd',
      11,
      /master is 'node1', this node is 'node2'; start it there, or .*failover/,
    );
  });

  it('daemons are not started twice', async () => {
    await refused('node1', 'ganeti-masterd', 1, /already running \(pid \d+\); stop it first: daemon-util stop/);
    await refused('node2', 'ganeti-noded', 1, /already running \(pid \d+\); stop it first: daemon-util stop/);
  });

  it('a node daemon that is down is named, and listed without values', async () => {
    await daemon('node3', 'stop', 'ganeti-noded');
    const add = 'gnt-instance add -t diskless -o noop -n node3 new1';
    await refused('node1', add, 1, /node3 \([\d.]+:1811\): connection refused; is its node daemon running\?/);
    assert.match(await vc.ok('gnt-node', 'list'), /^node3 +\? +\?/m);
    await daemon('node3', 'start', 'ganeti-noded');
  });

  it('a port in use is named, with what to do', async () => {
    await daemon('node3', 'stop', 'ganeti-noded');
    const host = await address('node3');
    // The master goes on trying to reach the node: whoever comes is turned away, so that the end waits for nobody.
    const squatter = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      squatter.once('error', reject).listen(1811, host, resolve);
    });
    await refused(
      'node3',
      'ganeti-noded',
      1,
      /Can't listen on \S+:1811 \(TCP\): the port is in use; stop what runs there/,
    );
    await new Promise((resolve) => squatter.close(resolve));
    await daemon('node3', 'start', 'ganeti-noded');
  });

  it('a foreign certificate is accepted on neither side, and one that is none is named', async () => {
    const pem = vc.path('node3', 'var/lib/ganeti/server.pem');
    const own = await readFile(pem, 'utf8');
    const foreign = createSelfSigned({ clock: systemClock }).pem;
    const replace = async (text: string): Promise<void> => {
      await rm(pem);
      await writeFile(pem, text, { mode: 0o440 });
    };
    await replace(foreign);
    await daemon('node3', 'stop', 'ganeti-noded');
    await daemon('node3', 'start', 'ganeti-noded');
    const add = 'gnt-instance add -t diskless -o noop -n node3 new1';
    await refused(
      'node1',
      add,
      1,
      /its certificate is not this cluster's .*; copy server\.pem to it or add the node again/,
    );
    await daemon('node3', 'stop', 'ganeti-noded');
    await replace('garbage\n');
    await refused('node3', 'ganeti-noded', 1, /No usable key and certificate in '\S+server\.pem' .*gnt-node add/);
    await replace(own);
    await daemon('node3', 'start', 'ganeti-noded');
    const answer = await post(await address('node3'), foreign);
    assert.match(answer, /Certificate not accepted: client certificate [0-9A-F:]+ does not belong .*renew-crypto/);
  });

  it('a configuration that cannot be used keeps the master from starting and stays as it is', async () => {
    await daemon('node1', 'stop', 'ganeti-masterd');
    const path = vc.path('node1', 'var/lib/ganeti/config.data');
    const good = await readFile(path, 'utf8');
    const version = (to: string): string => good.replace('"version":3010000', `"version":${to}`);
    assert.notEqual(version('1'), good);
    for (const [text, said] of [
      [good.slice(0, 3000), /config\.data' is truncated .*; restore it from a master candidate or a backup/],
      ['', /config\.data' is empty; restore it/],
      [version('3020000'), /has version 3\.2, newer than 3\.1 of this program; install the newer release/],
      [version('3000000'), /has version 3\.0, this program needs 3\.1; upgrade it with 'cfgupgrade'/],
    ] as const) {
      await writeFile(path, text);
      await refused('node1', 'ganeti-masterd', 1, said);
      assert.equal(await readFile(path, 'utf8'), text);
    }
    await refused('node1', 'gnt-instance list', 1, /nobody listens on .*daemon-util start ganeti-masterd/);
    await writeFile(path, good);
    await daemon('node1', 'start', 'ganeti-masterd');
    await eventually('the master answers', async () => {
      const list = await vc.run('node1', 'gnt-instance', 'list', '--no-headers', '-o', 'name');
      return list.stdout.trim() === 'taken' ? true : undefined;
    });
  });
});
