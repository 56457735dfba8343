import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { loadConfig, parseConfig, splitVersion, versionText } from '../../../../lib/config/load.js';
import { MemoryFiles, testText } from '../../../support/config-data.js';

const good = testText('config/config-3.1.data');
const refuse = (text: string, pattern: RegExp): void => {
  assert.throws(
    () => parseConfig(text, '/var/lib/ganeti/config.data'),
    (e: Error) => {
      assert.equal(e.name, 'ConfigurationError');
      assert.match(e.message, pattern);
      assert.match(e.message, /config\.data/);
      return true;
    },
  );
};
const changed = (change: (raw: Record<string, Record<string, unknown>>) => void): string => {
  const raw = JSON.parse(good) as Record<string, Record<string, unknown>>;
  change(raw);
  return JSON.stringify(raw);
};

describe('parseConfig', () => {
  it('says that a file is truncated', () => {
    refuse(good.slice(0, 5000), /truncated/);
    refuse('', /empty/);
  });

  it('says that a file is not JSON', () => {
    refuse(good.replace('"version":3010000', '"version":3010000;'), /not valid JSON/);
    refuse('[]', /does not hold an object/);
  });

  it('refuses the recorded 3.0 configuration and names the command to run', () => {
    refuse(testText('config/config-3.0.data'), /version 3\.0, this program needs 3\.1; upgrade it with 'cfgupgrade'/);
  });

  it('refuses a newer version', () => {
    refuse(good.replace('"version":3010000', '"version":3020000'), /version 3\.2, newer than 3\.1/);
  });

  it('refuses a file without version', () => {
    refuse(good.replace('"version":3010000,', ''), /no version/);
  });

  it('names missing, wrong and unknown keys, all at once', () => {
    const text = changed((raw) => {
      const cluster = raw['cluster'] ?? {};
      delete cluster['master_ip'];
      cluster['master_netmask'] = 'wide';
      cluster['colour'] = 'blue';
    });
    refuse(text, /cluster\.master_ip is missing/);
    refuse(text, /cluster\.master_netmask must be integer/);
    refuse(text, /unknown key 'colour'/);
  });

  it('names a fault deep inside', () => {
    refuse(
      changed((raw) => {
        const [instance] = Object.values(raw['instances'] ?? {}) as { nics: { mac: unknown }[] }[];
        Object.assign(instance?.nics[0] ?? {}, { mac: 7 });
      }),
      /instances\.[0-9a-f-]+\.nics\[0\]\.mac must be string/,
    );
  });

  it('reads versions', () => {
    assert.deepEqual(splitVersion(2160000), [2, 16, 0]);
    assert.equal(versionText(3010000), '3.1');
  });
});

describe('loadConfig', () => {
  it('says that there is no file', async () => {
    await assert.rejects(loadConfig(new MemoryFiles(), '/x/config.data'), /no configuration file '\/x\/config\.data'/);
  });
});
