import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Disk } from '@gnt/objects';
import {
  checkSpindles,
  diskRequests,
  fileStorageDir,
  spacePerVg,
} from '../../../../../lib/masterd/planning/disk-requests.js';
import { planDisks, type DiskNames, type DiskPlan } from '../../../../../lib/masterd/planning/disk-template.js';
import { commonTemplate, nodeTree, volumesByNode } from '../../../../../lib/masterd/planning/layout.js';
import { labConfig } from '../../../../support/lab-config.js';

const request = (more: object = {}) => diskRequests([{ size: 1024, ...more }], 'plain', 'xenvg')[0]!;

function counting(): DiskNames {
  let next = 0;
  return {
    uuid: () => `u${(next += 1)}`,
    mirror: () => ({ port: 11000, secret: 'geheim', minors: [3, 4] }),
  };
}

const plan: DiskPlan = {
  template: 'file',
  instanceUuid: 'inst',
  primary: 'a',
  secondary: null,
  directory: '/srv/x',
  fileDriver: 'loop',
  base: 0,
  vg: 'xenvg',
  metavg: 'metavg',
  forthcoming: false,
};

describe('disk requests', () => {
  it('get defaults', () => {
    assert.deepEqual(request(), {
      size: 1024,
      mode: 'rw',
      name: null,
      vg: 'xenvg',
      metavg: null,
      adopt: null,
      spindles: null,
      access: null,
      provider: null,
      extra: {},
    });
    assert.deepEqual(
      [request({ size: '2048' }).size, request({ name: 'None' }).name, request({ vg: 'other' }).vg],
      [2048, null, 'other'],
    );
  });

  it('hand parameters of a storage provider on', () => {
    const [disk] = diskRequests([{ size: 5, provider: 'p', colour: 'red' }], 'ext', null);
    assert.deepEqual([disk?.provider, disk?.extra], ['p', { colour: 'red' }]);
  });

  const refused: readonly (readonly [object, 'plain' | 'ext', RegExp])[] = [
    [{}, 'plain', /Missing disk size/],
    [{ size: 'big' }, 'plain', /Invalid disk size 'big'/],
    [{ size: 0 }, 'plain', /at least 1 MiB/],
    [{ size: -5 }, 'plain', /Invalid disk size '-5'/],
    [{ size: 5, mode: 'x' }, 'plain', /Invalid disk access mode 'x'/],
    [{ size: 5, provider: 'p' }, 'plain', /only valid for the ext disk template/],
    [{ size: 5 }, 'ext', /Missing provider for template 'ext'/],
  ];
  for (const [disk, template, message] of refused) {
    it(`refuse ${JSON.stringify(disk)} for ${template}`, () => {
      assert.throws(() => diskRequests([disk as Record<string, unknown>], template, 'xenvg'), message);
    });
  }

  it('have spindles where storage is exclusive, and only there', () => {
    assert.throws(
      () => checkSpindles([request({ spindles: 2 })], false, true),
      /Disks take spindles only with exclusive storage/,
    );
    assert.throws(() => checkSpindles([request()], true, true), /With exclusive storage each disk needs its spindles/);
    checkSpindles([request({ spindles: 2 })], true, true);
    checkSpindles([request()], false, true);
  });

  it('add up by volume group, with metadata of mirrors', () => {
    const disks = [request(), request({ vg: 'b' }), request()];
    assert.deepEqual(
      [...spacePerVg('plain', disks, 128)],
      [
        ['xenvg', 2048],
        ['b', 1024],
      ],
    );
    assert.deepEqual(
      [...spacePerVg('drbd', disks, 128)],
      [
        ['xenvg', 2304],
        ['b', 1152],
      ],
    );
    assert.equal(spacePerVg('file', disks, 128).size, 0);
  });
});

describe('fileStorageDir', () => {
  const { cluster } = labConfig([], (c) =>
    Object.assign(c.cluster, { file_storage_dir: '/srv/f/', shared_file_storage_dir: '', gluster_storage_dir: '/g' }),
  );

  it('is below the cluster’s, one for each instance', () => {
    assert.equal(fileStorageDir(cluster, 'file', 'web', null), '/srv/f/web');
    assert.equal(fileStorageDir(cluster, 'file', 'web', 'sub/dir'), '/srv/f/sub/dir/web');
    assert.equal(fileStorageDir(cluster, 'gluster', 'web', null), '/g');
    assert.equal(fileStorageDir(cluster, 'plain', 'web', null), null);
  });

  it('is refused where there is none, or outside of it', () => {
    assert.throws(() => fileStorageDir(cluster, 'sharedfile', 'web', null), /not defined/);
    assert.throws(() => fileStorageDir(cluster, 'file', 'web', '../x'), /must not lead out/);
  });
});

describe('planDisks', () => {
  const cases: readonly (readonly [Partial<DiskPlan>, object, unknown])[] = [
    [{ template: 'file' }, {}, ['loop', '/srv/x/u1.file.disk0']],
    [{ template: 'sharedfile', base: 2 }, {}, ['loop', '/srv/x/u1.sharedfile.disk2']],
    [{ template: 'plain' }, {}, ['xenvg', 'u1.disk0']],
    [{ template: 'gluster' }, {}, ['loop', 'ganeti/inst.0']],
    [{ template: 'rbd' }, {}, ['rbd', 'u1.rbd.disk0']],
    [{ template: 'blockdev' }, { adopt: '/dev/sdz' }, ['manual', '/dev/sdz']],
  ];
  for (const [change, disk, id] of cases) {
    it(`names disks of template ${String(change.template)} as the original does`, () => {
      const [made] = planDisks({ ...plan, ...change }, [request(disk)], counting());
      assert.deepEqual(made?.logical_id, id);
      assert.equal(made?.iv_name, `disk/${change.base ?? 0}`);
    });
  }

  it('puts volumes for data and metadata below a mirror', () => {
    const [disk] = planDisks({ ...plan, template: 'drbd', secondary: 'b' }, [request()], counting());
    assert.deepEqual(disk?.logical_id, ['a', 'b', 11000, 3, 4, 'geheim']);
    assert.deepEqual(
      disk.children.map((c) => [c.logical_id, c.size]),
      [
        [['xenvg', 'u1.disk0_data'], 1024],
        [['metavg', 'u1.disk0_meta'], 128],
      ],
    );
  });

  it('makes nothing for a diskless instance and marks what is only planned', () => {
    assert.deepEqual(planDisks({ ...plan, template: 'diskless' }, [request()], counting()), []);
    const [disk] = planDisks({ ...plan, forthcoming: true }, [request()], counting());
    assert.equal(disk?.forthcoming, true);
  });
});

describe('where disks are', () => {
  const names = counting();
  const made = (change: Partial<DiskPlan>) => planDisks({ ...plan, ...change }, [request()], names) as Disk[];
  const drbd = made({ template: 'drbd', secondary: 'b' });

  it('tells the common template', () => {
    assert.equal(commonTemplate([]), 'diskless');
    assert.equal(commonTemplate(drbd), 'drbd');
    assert.equal(commonTemplate([...drbd, ...made({ template: 'plain' })]), 'mixed');
  });

  it('finds volumes of mirrors on both nodes', () => {
    const found = volumesByNode(drbd, 'a');
    assert.deepEqual([...found.keys()].sort(), ['a', 'b']);
    assert.equal(found.get('b')?.length, 2);
    assert.deepEqual(
      nodeTree(drbd[0]!, 'a').map(([node]) => node),
      ['a', 'b'],
    );
  });
});
