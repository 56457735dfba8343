import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import {
  IPOLICY_DEFAULTS,
  ISPECS_MINMAX_DEFAULTS,
  ipolicyFaults,
  ipolicyViolations,
  type InstanceSizes,
} from '../src/index.js';

const faults = (change: object, isCluster = true): string[] => [
  ...ipolicyFaults({ ...IPOLICY_DEFAULTS, ...change }, isCluster),
];

describe('ipolicyFaults', () => {
  it('finds none in the defaults', () => {
    assert.deepEqual(faults({}), []);
    assert.deepEqual([...ipolicyFaults({}, false)], []);
  });

  it('finds every kind of fault', () => {
    const { min, max } = ISPECS_MINMAX_DEFAULTS;
    const cases: [object, RegExp][] = [
      [{ minmax: [] }, /Empty minmax/],
      [{ minmax: [{ min }] }, /minmax\[0\]\/max is not a set/],
      [
        { minmax: [{ min, max: { ...max, 'cpu-count': 0 } }] },
        /Instance policy: the minimum of cpu-count is above its maximum: 1\/0/,
      ],
      [{ minmax: [{ min: { ...min, extra: 1 }, max }] }, /Unknown parameter 'extra'/],
      [{ minmax: [{ min: { ...min, 'nic-count': 'x' }, max }] }, /'nic-count' in .* is not a valid integer/],
      [{ std: { ...IPOLICY_DEFAULTS.std, 'cpu-count': 99 } }, /Invalid std/],
      [{ std: { 'cpu-count': 1 } }, /Missing instance specs parameters for std/],
      [{ 'disk-templates': [] }, /An instance policy needs a disk template at least/],
      [{ 'disk-templates': ['tape'] }, /Invalid disk template\(s\) tape/],
      [{ 'vcpu-ratio': 'x' }, /'vcpu-ratio'/],
      [{ colour: 1 }, /Invalid keys in ipolicy: colour/],
    ];
    for (const [change, pattern] of cases) assert.match(faults(change).join('\n'), pattern);
  });
});

describe('ipolicyViolations', () => {
  const fits: InstanceSizes = {
    memory: 512,
    vcpus: 2,
    nics: 1,
    spindleUse: 1,
    diskSizes: [2048],
    diskTypes: ['plain'],
  };

  it('finds none when one pair of bounds fits', () => {
    assert.deepEqual(ipolicyViolations(IPOLICY_DEFAULTS, fits), []);
    const { min, max } = ISPECS_MINMAX_DEFAULTS;
    const narrow = { min, max: { ...max, 'memory-size': 256 } };
    assert.deepEqual(ipolicyViolations({ ...IPOLICY_DEFAULTS, minmax: [narrow, ISPECS_MINMAX_DEFAULTS] }, fits), []);
  });

  it('tells the faults against the pair that fits best', () => {
    const found = ipolicyViolations(IPOLICY_DEFAULTS, {
      ...fits,
      memory: 64,
      diskSizes: [2048, 100],
      diskTypes: ['plain', 'plain'],
    });
    assert.deepEqual(found, [
      'memory-size value 64 is not in range [128, 32768]',
      'disk-size/1 value 100 is not in range [1024, 1048576]',
    ]);
  });

  it('looks at the template, diskless included, and not at the number of disks without any', () => {
    const policy = { ...IPOLICY_DEFAULTS, 'disk-templates': ['drbd'] as const };
    assert.match(ipolicyViolations(policy, fits)[0] ?? '', /Disk template plain is not among those allowed: drbd/);
    assert.deepEqual(ipolicyViolations(IPOLICY_DEFAULTS, { ...fits, diskSizes: [], diskTypes: [] }), []);
    assert.match(ipolicyViolations(policy, { ...fits, diskSizes: [], diskTypes: [] })[0] ?? '', /diskless/);
  });

  it('skips what is not known', () => {
    assert.deepEqual(ipolicyViolations(IPOLICY_DEFAULTS, { ...fits, memory: null, vcpus: null, spindleUse: null }), []);
  });
});
