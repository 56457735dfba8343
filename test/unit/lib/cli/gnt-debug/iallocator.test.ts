import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { jobAnswers, submitted } from '../answers.js';
import { CliHarness } from '../harness.js';

let harness: CliHarness;
beforeEach(() => {
  harness = new CliHarness();
});
afterEach(async () => {
  await harness.close();
});

describe('gnt-debug iallocator', () => {
  it('asks for a relocation of the instance when nothing else is said, and prints what comes', async () => {
    const luxi = await harness.master(jobAnswers(5, ['{"the": "request"}']));
    const outcome = await harness.run(['gnt-debug', 'allocator', 'inst1']);
    assert.deepEqual([outcome.exitCode, outcome.stdout], [0, '{"the": "request"}\n']);
    const [op] = submitted(luxi);
    assert.deepEqual([op?.['direction'], op?.['mode'], op?.['name']], ['in', 'relocate', 'inst1']);
    assert.deepEqual(op?.['nics'], [{ mac: '00:11:22:33:44:55', ip: null, bridge: null }]);
  });

  it('describes the new instance by its options', async () => {
    const luxi = await harness.master(jobAnswers(5, ['{}']));
    const options =
      '--dir out -I hail -m multi-allocate --memory 1g --disks 1g,12 -t file --nics a/b/c,/d -o noop -p 2';
    const more = '--tags x,y --evac-mode all --target-groups g1 --target-groups g2 --spindle-use 3 --count 4';
    await harness.run(['gnt-debug', 'iallocator', ...`${options} ${more}`.split(' '), 'new']);
    const [op] = submitted(luxi);
    const { reason: _, debug_level: __, dry_run: ___, ...rest } = op ?? {};
    assert.deepEqual(rest, {
      OP_ID: 'OP_TEST_ALLOCATOR',
      direction: 'out',
      iallocator: 'hail',
      mode: 'multi-allocate',
      name: 'new',
      instances: ['new'],
      memory: 1024,
      disks: [
        { size: 1024, mode: 'rw' },
        { size: 12, mode: 'rw' },
      ],
      disk_template: 'file',
      nics: [
        { mac: 'a', ip: 'b', bridge: 'c' },
        { mac: null, ip: 'd', bridge: null },
      ],
      os: 'noop',
      vcpus: 2,
      tags: ['x', 'y'],
      evac_mode: 'all',
      target_groups: ['g1', 'g2'],
      spindle_use: 3,
      count: 4,
    });
  });

  it('refuses sizes that are none', async () => {
    const outcome = await harness.run(['gnt-debug', 'iallocator', '--disks', 'big', 'inst1']);
    assert.equal(outcome.exitCode, 1);
    assert.match(outcome.stderr, /Invalid disks parameter 'big'/);
  });
});
