import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { anyClass, configDataClass, objectText } from '@gnt/objects';
import { parseConfig } from '../../../../lib/config/load.js';
import { recordedConfig, testText } from '../../../support/config-data.js';

describe('config.data', () => {
  it('comes back byte for byte as the original wrote it', () => {
    assert.equal(objectText(anyClass(configDataClass))(recordedConfig()), testText('config/config-3.1.data'));
  });

  it('fills what may be missing and leaves out what is null', () => {
    const raw = JSON.parse(testText('config/config-3.1.data')) as Record<
      string,
      Record<string, Record<string, unknown>>
    >;
    for (const instance of Object.values(raw['instances'] ?? {})) {
      delete instance['osparams_private'];
      instance['network_port'] = null;
    }
    const cfg = parseConfig(JSON.stringify(raw), 'config.data');
    for (const instance of Object.values(cfg.instances)) {
      assert.deepEqual(instance.osparams_private, {});
      assert.equal(Object.hasOwn(instance, 'network_port'), false);
    }
  });

  it('takes a forthcoming instance and disk that have no more than a uuid', () => {
    const raw = JSON.parse(testText('config/config-3.1.data')) as Record<string, Record<string, unknown>>;
    const uuid = '11111111-2222-3333-4444-555555555555';
    Object.assign(raw['instances'] ?? {}, { [uuid]: { uuid, forthcoming: true } });
    Object.assign(raw['disks'] ?? {}, { [uuid]: { uuid, forthcoming: true } });
    const cfg = parseConfig(JSON.stringify(raw), 'config.data');
    const text = objectText(anyClass(configDataClass))(cfg);
    assert.ok(text.includes(`"${uuid}":{"forthcoming":true,"uuid":"${uuid}"}`));
  });
});
