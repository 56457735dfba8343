import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemFiles } from '../../../../lib/common/files.js';
import { runMonCollector } from '../../../../lib/mond/mon-collector/main.js';
import { testData } from '../../../support/config-data.js';
import { mondDependencies } from '../../../support/mond-lab.js';
import { SkippingClock } from '../../../support/skipping-clock.js';

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(...argv: string[]): Promise<Said> {
  let out = '';
  let err = '';
  const deps = { ...mondDependencies({}), files: systemFiles, clock: new SkippingClock() };
  const code = await runMonCollector(argv, deps, { out: (t) => (out += t), err: (t) => (err += t) });
  return { code, out, err };
}

/** The files that the facts list for each command of the original. */
const FLAGS: Readonly<Record<string, string[]>> = {
  drbd: ['-s,--drbd-status', '-p,--drbd-pairing', '-V,--version', '-h,--help', '--help-completion'],
  'inst-status-xen': ['-a,--address', '-p,--port', '-V,--version', '-h,--help', '--help-completion'],
  diskstats: ['-f,--file', '-V,--version', '-h,--help', '--help-completion'],
  lv: ['-f,--file', '-a,--address', '-p,--port', '-i,--instances', '-V,--version', '-h,--help', '--help-completion'],
};

describe('mon-collector', () => {
  for (const [name, flags] of Object.entries(FLAGS)) {
    it(`${name} has the options of the original`, async () => {
      const { code, out } = await run(name, '--help-completion');
      assert.equal(code, 0);
      const lines = out
        .trim()
        .split('\n')
        .filter((l) => l.startsWith('-'));
      assert.deepEqual(lines.map((l) => l.split(' ')[0]!).sort(), [...flags].sort());
    });
  }

  it('prints the report that mond would give', async () => {
    const { code, out } = await run('diskstats', '-f', testData('mond/diskstats.txt'));
    assert.equal(code, 0);
    const report = JSON.parse(out) as Record<string, unknown>;
    assert.deepEqual(Object.keys(report), [
      'name',
      'version',
      'format_version',
      'timestamp',
      'category',
      'kind',
      'data',
    ]);
    assert.equal(report['category'], 'storage');
    assert.ok(out.endsWith('}\n'));
  });

  it('reads DRBD from files', async () => {
    const pairing = '/dev/null';
    assert.equal((await run('drbd', '-s', testData('mond/drbd-8.3.txt'), '-p', pairing)).code, 1);
    const { code, out } = await run('drbd', '--drbd-status', testData('mond/drbd-8.3.txt'));
    assert.equal(code, 0);
    assert.match(out, /^\{"name":"drbd".*"data":\{"status":\{"code":1,/);
  });

  it('measures twice where a difference is asked for', async () => {
    const { code, out } = await run('cpu-avg-load', '--seconds', '3');
    assert.equal(code, 0);
    const { data } = JSON.parse(out) as { data: { cpu_number: number; cpus: number[] } };
    assert.equal(data.cpus.length, data.cpu_number);
  });

  it('says what is wrong and ends with 1', async () => {
    assert.deepEqual((await run()).code, 1);
    assert.match((await run('nosuch')).err, /Unknown command 'nosuch'/);
    assert.match((await run('diskstats', 'extra')).err, /too many arguments/);
    assert.match((await run('diskstats', '-f', '/nonexistent')).err, /nonexistent/);
    assert.match((await run('lv', '-p', 'x')).err, /number from 1/);
  });

  it('lists its commands', async () => {
    const { code, out } = await run('--help');
    assert.equal(code, 0);
    for (const name of Object.keys(FLAGS)) assert.match(out, new RegExp(`^ ${name} `, 'm'));
    assert.match((await run('--help-completion')).out, /^choices=drbd,inst-status-xen,diskstats,lv,.* 1 1$/m);
  });
});
