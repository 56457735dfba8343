import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CHECKOUT, runProgram, TestCluster, type Ran } from '../support/vcluster.js';

const ORIGINAL = join(CHECKOUT, '.cache/original/usr/share/ganeti/3.0');
const HBAL = '/usr/bin/hbal';

/** Why the original's clients cannot run here; false when they can. */
function obstacle(): string | false {
  if (!existsSync(ORIGINAL))
    return 'the original is not here (node scripts/fetch-original.mjs takes it out of its packages)';
  if (!existsSync('/usr/lib/python3/dist-packages/simplejson')) return 'its Python libraries are missing (see .ci/run)';
  return existsSync(HBAL) ? false : 'hbal is missing (package ganeti-htools)';
}

describe("the original's own clients against our master", { skip: obstacle() }, () => {
  let vc: TestCluster;
  before(async () => {
    vc = await TestCluster.create(3);
    for (const [name, node] of [
      ['instance1', 'node1'],
      ['instance2', 'node2'],
    ] as const) {
      await vc.ok('gnt-instance', 'add', '-t', 'sharedfile', '-o', 'noop', '-s', '16m', '-H', 'fake', '-n', node, name);
    }
  });
  after(async () => {
    await vc.destroy();
  });

  /** Runs Debian's Python on node1, in the environment of its cmd script. */
  const python = (...args: string[]): Promise<Ran> =>
    vc.run('node1', '/usr/bin/env', `PYTHONPATH=${ORIGINAL}`, '/usr/bin/python3', '-B', ...args);

  it('its gnt-node lists our nodes', async () => {
    const ran = await python(join(ORIGINAL, 'gnt-node'), 'list', '--no-headers', '-o', 'name,role,pinst_cnt');
    assert.equal(ran.stderr, '');
    assert.deepEqual(
      ran.stdout
        .trim()
        .split('\n')
        .map((l) => l.trim().split(/\s+/)),
      [
        ['node1', 'M', '1'],
        ['node2', 'C', '1'],
        ['node3', 'C', '0'],
      ],
    );
  });

  it('its gnt-instance lists our instances with live data', async () => {
    const ran = await python(
      join(ORIGINAL, 'gnt-instance'),
      'list',
      '--no-headers',
      '-o',
      'name,pnode,status,hypervisor',
    );
    assert.equal(ran.stderr, '');
    assert.deepEqual(
      ran.stdout
        .trim()
        .split('\n')
        .map((l) => l.trim().split(/\s+/)),
      [
        ['instance1', 'node1', 'running', 'fake'],
        ['instance2', 'node2', 'running', 'fake'],
      ],
    );
  });

  it('prints the same default lists as our own commands', async () => {
    for (const [tool, command] of [
      ['gnt-node', 'list'],
      ['gnt-instance', 'list'],
      ['gnt-job', 'list'],
    ] as const) {
      const theirs = await python(join(ORIGINAL, tool), command);
      const ours = await vc.run('node1', tool, command);
      // Free memory may move between two questions; the shape of the table must not.
      const shape = (text: string): string[] => text.split('\n').map((l) => l.replace(/\d/g, '0').replace(/\s+/g, ' '));
      assert.deepEqual(shape(ours.stdout), shape(theirs.stdout), tool);
    }
  });

  it('its Python LUXI client submits a job of ours and waits for it', async () => {
    const script = [
      'from ganeti import luxi, opcodes',
      'cl = luxi.Client(luxi.pathutils.QUERY_SOCKET)',
      'job = cl.SubmitJob([opcodes.OpTestDelay(duration=0.001, on_master=False, reason=[("test", "", 1)])])',
      'status = None',
      'while True:',
      '  change = cl.WaitForJobChangeOnce(job, ["status"], status, None)',
      '  status = change[0]',
      '  if status[0] in ("success", "error", "canceled"): break',
      'print(status[0])',
    ].join('\n');
    const ran = await python('-c', script);
    assert.equal(ran.stdout.trim(), 'success', ran.stderr);
  });

  it('hbal reads the cluster through LUXI', async () => {
    const socket = vc.path('node1', 'var/run/ganeti/socket/ganeti-query');
    const ran = await runProgram([HBAL, `--luxi=${socket}`, '-p']);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /Loaded 3 nodes, 2 instances/);
    for (const node of ['node1', 'node2', 'node3']) assert.match(ran.stderr, new RegExp(`\\b${node}\\b`));
  });
});
