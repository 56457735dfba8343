import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testData } from '../support/config-data.js';
import { CHECKOUT, eventually, runProgram, TestCluster, type Ran } from '../support/vcluster.js';

const PYTHON_LIBRARY = join(CHECKOUT, '.cache/original/usr/share/ganeti/3.0');
const MON_COLLECTOR = join(CHECKOUT, '.cache/original/usr/lib/ganeti/3.0/usr/lib/ganeti/mon-collector');

/** Why the original's clients cannot run here; false when they can. */
function obstacle(): string | false {
  if (!existsSync(PYTHON_LIBRARY) || !existsSync(MON_COLLECTOR))
    return 'the original is not here (node scripts/fetch-original.mjs takes it out of its packages)';
  return existsSync('/usr/lib/python3/dist-packages/simplejson')
    ? false
    : 'its Python libraries are missing (see .ci/run)';
}

/** Asks each question of standard input with the original's client and prints the filtered answers. */
const CLIENT = `
import sys, json, asyncore
from ganeti import constants, ssconf, utils, pathutils
from ganeti.confd import client
constants.CONFD_REQS = frozenset(range(12))
key = utils.ReadFile(pathutils.CONFD_HMAC_KEY)
answers = {}
def take(up):
  if up.type == client.UPCALL_REPLY:
    answers[up.extra_args] = [up.server_reply.status, up.server_reply.answer, up.server_reply.serial]
filtered = client.ConfdFilterCallback(take)
confd = client.ConfdClient(key, ssconf.SimpleStore().GetMasterCandidatesIPList(), filtered)
for i, (kind, query) in enumerate(json.load(sys.stdin)):
  request = client.ConfdClientRequest(type=kind, query=query)
  confd.SendRequest(request, args=i, async_=False)
  timed_out, sent, received = confd.WaitForReply(request.rsalt)
  if timed_out: sys.exit("no answer to %s" % kind)
print(json.dumps([answers[i] for i in sorted(answers)]))
`;

describe("the original's clients against our confd", { skip: obstacle() }, () => {
  let vc: TestCluster;
  let script = '';
  before(async () => {
    vc = await TestCluster.create(3);
    await vc.ok(
      'gnt-instance',
      'add',
      '-t',
      'sharedfile',
      '-o',
      'noop',
      '-s',
      '16m',
      '-H',
      'fake',
      '-n',
      'node2',
      'inst1',
    );
    // A node that joins starts its node daemon; the watcher starts the rest in time, and this does so at once.
    const started = await runProgram([join(vc.dir, 'start-all')]);
    assert.equal(started.code, 0, started.stderr);
    script = join(vc.dir, 'confd.py');
    await writeFile(script, CLIENT);
  });
  after(async () => {
    await vc.destroy();
  });

  type Answer = readonly [status: number, answer: unknown, serial: number];

  async function ask(...questions: readonly (readonly [number, unknown])[]): Promise<Answer[]> {
    const env = ['/usr/bin/env', `PYTHONPATH=${PYTHON_LIBRARY}`, '/usr/bin/python3', '-W', 'ignore', '-B', script];
    const ran: Ran = await runProgram([vc.path('node3', 'cmd'), ...env], JSON.stringify(questions));
    assert.equal(ran.code, 0, ran.stderr);
    return JSON.parse(ran.stdout) as Answer[];
  }

  it('gives the right answer to each of the twelve questions', async () => {
    const ip = async (node: string): Promise<string> =>
      (await vc.ok('gnt-node', 'list', '--no-headers', '-o', 'pip', node)).trim();
    const ips = await Promise.all(['node1', 'node2', 'node3'].map(ip));
    // Candidates are at most a second behind the master.
    const answers = await eventually('all candidates know the instance', async () => {
      const got = await ask([9, 'inst1']);
      return got[0]?.[0] === 0 ? got : undefined;
    });
    assert.equal((answers[0]![1] as unknown[]).length, 1);

    const [ping, role, byIp, master, pips, candidates, links, drbd, instances, disks, config, collectors] = await ask(
      [0, null],
      [1, 'node2'],
      [2, { '2': ['10.255.255.1'] }],
      [3, { '3': [0, 1, 2] }],
      [4, null],
      [5, null],
      [6, null],
      [7, 'node2'],
      [8, 'node2'],
      [9, 'inst1'],
      [10, '/cluster/cluster_name'],
      [11, null],
    );
    assert.deepEqual(ping, [0, 3010000, 0]);
    assert.deepEqual(role!.slice(0, 2), [0, 1]);
    assert.deepEqual(byIp!.slice(0, 2), [0, [[1, 0, 0]]]);
    const [name, address, masterIp] = master![1] as string[];
    assert.deepEqual([name, masterIp], ['node1', ips[0]]);
    assert.equal(address, (await readFile(vc.path('node1', 'var/lib/ganeti/ssconf_master_ip'), 'utf8')).trim());
    assert.deepEqual((pips![1] as string[]).sort(), [...ips].sort());
    assert.deepEqual((candidates![1] as string[]).sort(), [...ips].sort());
    assert.deepEqual(links![1], []);
    assert.deepEqual(drbd![1], []);
    assert.deepEqual(
      (instances![1] as { name: string }[][]).map((l) => l.map((i) => i.name)),
      [['inst1'], []],
    );
    assert.deepEqual(
      (disks![1] as { dev_type: string; size: number }[]).map((d) => [d.dev_type, d.size]),
      [['sharedfile', 16]],
    );
    assert.deepEqual(config!.slice(0, 2), [0, 'cluster']);
    assert.deepEqual(Object.keys(collectors![1] as object).length, 6);
    for (const status of [role, master, pips, candidates, config, collectors])
      assert.ok(status![2] > 0, 'has a serial');
  });

  it('answers with the new state soon after a change', async () => {
    await vc.ok('gnt-cluster', 'add-tags', 'fresh');
    await eventually('the tag is known', async () => {
      const [answer] = await ask([10, '/cluster/tags']);
      return JSON.stringify(answer![1]) === '["fresh"]' ? true : undefined;
    });
  });

  describe('mon-collector', () => {
    /** The original's collector, on a machine of the node's name, so that confd knows whom it is asked about. */
    const original = async (...args: string[]): Promise<Ran> => {
      const named = ['/usr/bin/unshare', '--uts', '/bin/sh', '-c', 'hostname node2; exec "$@"', 'sh', MON_COLLECTOR];
      for (let tries = 1; ; tries += 1) {
        const ran = await vc.run('node2', '/usr/bin/timeout', '20', ...named, ...args);
        // Its confd client kills its own threads when it has enough answers, and now and then waits for one of them.
        if (ran.code !== 124 || tries === 3) return ran;
      }
    };
    const ours = (...args: string[]): Promise<Ran> => vc.run('node2', 'mon-collector', ...args);

    const timeless = (text: string): string => text.replace(/"timestamp":\d+/, '');
    /** Messages are in our own words. */
    const wordless = (text: string): string => timeless(text).replace(/"message":"[^"]*"/, '');

    it('reads whose volumes they are from our confd and prints the same', async () => {
      const args = ['lv', '-f', testData('mond/lvs.txt')];
      const [theirs, mine] = await Promise.all([original(...args), ours(...args)]);
      assert.equal(theirs.stderr, '');
      assert.equal(mine.stderr, '');
      assert.equal(timeless(mine.stdout), timeless(theirs.stdout));
    });

    for (const file of ['drbd-8.0.txt', 'drbd-8.3.txt', 'drbd-8.4.txt'])
      it(`prints the same for ${file}`, async () => {
        const args = ['drbd', '-s', testData(`mond/${file}`)];
        const [theirs, mine] = await Promise.all([original(...args), ours(...args)]);
        assert.equal(theirs.stderr, '');
        assert.equal(wordless(mine.stdout), wordless(theirs.stdout));
        assert.match(mine.stdout, /"minor":0/);
      });

    it('prints the same counters of block devices, of which the original reads the old columns only', async () => {
      const text = await readFile(testData('mond/diskstats.txt'), 'utf8');
      const old = text.replaceAll(/^( *(?:\S+ +){13}\S+).*$/gm, '$1');
      const file = join(vc.dir, 'diskstats');
      await writeFile(file, old);
      const [theirs, mine] = await Promise.all([original('diskstats', '-f', file), ours('diskstats', '-f', file)]);
      assert.equal(timeless(mine.stdout), timeless(theirs.stdout));
      assert.equal(
        timeless((await ours('diskstats', '-f', testData('mond/diskstats.txt'))).stdout),
        timeless(mine.stdout),
      );
    });

    it('lists the same options', async () => {
      for (const name of ['drbd', 'lv', 'diskstats', 'inst-status-xen']) {
        const sorted = async (ran: Promise<Ran>): Promise<string[]> => (await ran).stdout.trim().split('\n').sort();
        assert.deepEqual(
          await sorted(ours(name, '--help-completion')),
          await sorted(original(name, '--help-completion')),
        );
      }
    });
  });
});
