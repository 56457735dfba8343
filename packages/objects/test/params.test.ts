import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { HYPER_TYPES } from '@gnt/constants';
import * as objects from '../src/index.js';

const { enforceTypes, hvParamFaults, hvDefaults, parseSize } = objects;

describe('parseSize', () => {
  it('reads units and rounds up to a multiple of four', () => {
    const cases: [unknown, number | undefined][] = [
      ['512', 512],
      [512, 512],
      ['1G', 1024],
      ['1.5 gib', 1536],
      ['2T', 2097152],
      ['1.3', 4],
      ['5', 8],
      ['1k', undefined],
      ['-4', undefined],
      ['x', undefined],
      [null, undefined],
      [true, undefined],
    ];
    for (const [input, size] of cases) assert.equal(parseSize(input), size, String(input));
  });
});

describe('enforceTypes', () => {
  const types = { b: 'bool', i: 'int', f: 'float', s: 'string', m: 'maybe-string', z: 'size' } as const;

  it('brings values to their kinds', () => {
    const { values, faults } = enforceTypes({ b: 'True', i: ' 12 ', f: '1.5', s: false, m: null, z: '1g' }, types);
    assert.deepEqual(values, { b: true, i: 12, f: 1.5, s: '', m: null, z: 1024 });
    assert.deepEqual(faults, []);
    assert.deepEqual(enforceTypes({ b: '', i: 3.9, f: 2 }, types).values, { b: false, i: 3, f: 2 });
  });

  it('names every fault', () => {
    const { faults } = enforceTypes({ b: 'maybe', i: '1.5', f: {}, s: 5, z: 'big', other: 1 }, types);
    assert.deepEqual(faults.length, 6);
    assert.ok(faults.includes("Unknown parameter 'other'"));
    assert.ok(faults.includes("'i' (value 1.5) is not a valid integer"));
  });

  it('lets allowed values pass and ignores inherited names', () => {
    assert.deepEqual(enforceTypes({ i: 'default' }, types, ['default']).values, { i: 'default' });
    assert.deepEqual(enforceTypes({ constructor: 1 }, types).faults, ["Unknown parameter 'constructor'"]);
  });
});

describe('hypervisor parameters', () => {
  it('have defaults of their own kinds that pass their own checks', () => {
    for (const hv of HYPER_TYPES) {
      assert.deepEqual(hvParamFaults(hv, hvDefaults(hv)), [], hv);
      assert.deepEqual(enforceTypes(hvDefaults(hv), objects.HVS_PARAMETER_TYPES), {
        values: hvDefaults(hv),
        faults: [],
      });
    }
  });

  it('have one kind each, whatever the hypervisor', () => {
    for (const hv of HYPER_TYPES) {
      for (const [name, spec] of Object.entries(objects.hypervisorSpec(hv).params)) {
        assert.equal(spec.type, objects.HVS_PARAMETER_TYPES[name], `${hv} ${name}`);
        assert.ok(spec.doc.length > 5, `${hv} ${name}`);
      }
    }
  });

  it('are refused when unknown, missing, required and empty, or malformed, all at once', () => {
    const { acpi, ...rest } = hvDefaults('kvm');
    assert.equal(acpi, true);
    const faults = hvParamFaults('kvm', {
      ...rest,
      kvm_path: '',
      boot_order: 'tape',
      kernel_path: 'vmlinuz',
      xen_cmd: 'xl',
    });
    assert.deepEqual(faults.sort(), [
      "Parameter 'acpi' is missing",
      "Parameter 'boot_order' fails syntax check: it must be one of: cdrom, disk, floppy, network (current value: 'tape')",
      "Parameter 'kernel_path' fails syntax check: it must be an absolute normalized path (current value: 'vmlinuz')",
      "Parameter 'kvm_path' must have a value",
      "Parameter 'xen_cmd' is not supported",
    ]);
  });

  const kvm: readonly [what: string, change: Record<string, unknown>, fault: RegExp][] = [
    ['a CD to boot from', { boot_order: 'cdrom' }, /without cdrom_image_path/],
    ['a root device for a kernel', { root_path: '' }, /needs root_path/],
    ['a user for security model user', { security_model: 'user' }, /needs security_domain/],
    ['no user for other models', { security_domain: 'nobody' }, /security_model 'user' only/],
    [
      'a speed that serial lines have',
      { serial_speed: 1234 },
      /A serial console has one of these speeds: 75, 110, 300, 600, 1200, 1800, 2400, 4800, 9600, 14400, 19200, 28800, 38400, 57600, 115200, 230400, 345600, 460800/,
    ],
    ['certificates to verify with', { vnc_x509_verify: true }, /vnc_x509_path must be defined/],
    ['spice_bind for other SPICE parameters', { spice_use_tls: true }, /spice_use_tls requires spice_bind/],
    ['an address of the IP version given', { spice_bind: '192.0.2.1', spice_ip_version: 6 }, /is an IPv4 address/],
    ['no cache for native I/O', { disk_aio: 'native' }, /disk_aio 'native' goes only with disk_cache 'none'/],
    ['a known discard mode', { disk_discard: 'default' }, /must be one of: ignore, unmap/],
    ['a sensible number of queues', { virtio_net_queues: 9 }, /between 1 and 8/],
    ['a CPU mask', { cpu_mask: '3-1' }, /CPU masks/],
    ['a port', { migration_port: 65535 }, /port number/],
  ];
  for (const [what, change, fault] of kvm) {
    it(`of kvm ask for ${what}`, () => {
      const faults = hvParamFaults('kvm', { ...hvDefaults('kvm'), ...change });
      assert.equal(faults.length, 1, faults.join('; '));
      assert.match(faults[0] ?? '', fault);
    });
  }

  it('know which ones hold for the whole cluster', () => {
    assert.deepEqual([...objects.HVC_GLOBALS].sort(), ['migration_bandwidth', 'migration_mode', 'migration_port']);
  });
});

describe('CPU masks', () => {
  it('are read part by part', () => {
    assert.deepEqual(objects.parseCpuMask('0-2,5'), [0, 1, 2, 5]);
    assert.equal(objects.parseCpuMask('1-2-3'), undefined);
    assert.deepEqual(objects.parseMultiCpuMask('2,1,1:all:3'), [[1, 2], [-1], [3]]);
    assert.equal(objects.parseMultiCpuMask('1:x'), undefined);
  });
});

describe('paths', () => {
  it('are absolute and normalized', () => {
    for (const good of ['/', '/a', '/a/b.c']) assert.ok(objects.isNormAbsPath(good), good);
    for (const bad of ['', 'a', '/a/', '//a', '/a/../b', '/a/./b']) assert.ok(!objects.isNormAbsPath(bad), bad);
  });
});

describe('disk parameters', () => {
  it('of DRBD are handed to three drivers', () => {
    const filled = { ...objects.DISK_DT_DEFAULTS.drbd, 'meta-stripes': 2, metavg: 'fast' };
    const [top, data, meta] = objects.driverParams('drbd', filled);
    assert.equal(top?.['default-metavg'], 'fast');
    assert.equal(top['disabled-barriers'], 'n');
    assert.equal(top['disable-meta-flush'], false);
    assert.equal(Object.keys(top).length, 13);
    assert.deepEqual([data, meta], [{ stripes: 1 }, { stripes: 2 }]);
  });

  it('of others go to one', () => {
    assert.deepEqual(objects.driverParams('rbd', objects.DISK_DT_DEFAULTS.rbd), [
      { access: 'kernelspace', pool: 'rbd' },
    ]);
    assert.deepEqual(objects.driverParams('file', {}), [{}]);
  });
});

describe('disk templates', () => {
  it('say which are mirrored, in sum', () => {
    const mirrored = ['blockdev', 'diskless', 'drbd', 'ext', 'gluster', 'rbd', 'sharedfile'] as const;
    for (const [dt, row] of Object.entries(objects.diskTemplates)) {
      assert.equal(
        objects.isMirrored(dt as keyof typeof objects.diskTemplates),
        (mirrored as readonly string[]).includes(dt),
      );
      assert.ok(!(row.mustAdopt && !row.mayAdopt));
      assert.ok(!(row.internallyMirrored && row.externallyMirrored));
    }
    assert.deepEqual(objects.templatesWith('growable'), [
      'drbd',
      'ext',
      'file',
      'gluster',
      'plain',
      'rbd',
      'sharedfile',
    ]);
  });
});
