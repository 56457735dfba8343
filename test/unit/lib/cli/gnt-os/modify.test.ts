import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { jobAnswers, submitted } from '../answers.js';
import { CliHarness } from '../harness.js';

describe('gnt-os modify', () => {
  let harness: CliHarness;
  beforeEach(() => {
    harness = new CliHarness();
  });
  afterEach(async () => {
    await harness.close();
  });

  const none = {
    os_hvp: null,
    osparams: null,
    osparams_private_cluster: null,
    hidden_os: null,
    blacklisted_os: null,
  };
  const TABLE: readonly (readonly [argv: string[], params: object])[] = [
    [['-H', 'kvm:acpi=False'], { os_hvp: { noop: { kvm: { acpi: 'False' } } } }],
    [['-O', 'a=1,-b'], { osparams: { noop: { a: '1', b: null } } }],
    [['--os-parameters-private', 'key=x'], { osparams_private_cluster: { noop: { key: 'x' } } }],
    [['--hidden', 'yes'], { hidden_os: [['add', 'noop']] }],
    [['--blacklisted', 'no'], { blacklisted_os: [['remove', 'noop']] }],
  ];
  for (const [argv, params] of TABLE) {
    it(`changes one OS with ${argv.join(' ')}`, async () => {
      const luxi = await harness.master(jobAnswers(3, [null]));
      const outcome = await harness.run(['gnt-os', 'modify', ...argv, 'noop']);
      assert.equal(outcome.exitCode, 0, outcome.stderr);
      const [op = {}] = submitted(luxi);
      const wanted: Record<string, unknown> = { ...none, ...params };
      for (const [name, value] of Object.entries(wanted)) assert.deepEqual(op[name], value, name);
    });
  }

  it('asks for nothing without options', async () => {
    const luxi = await harness.master([]);
    const outcome = await harness.run(['gnt-os', 'modify', 'noop']);
    assert.equal(outcome.exitCode, 1);
    assert.match(outcome.stderr, /Nothing to change/);
    assert.deepEqual(submitted(luxi), []);
  });
});
