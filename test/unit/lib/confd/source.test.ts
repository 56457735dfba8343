import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { systemClock } from '../../../../lib/common/clock.js';
import { silentLogger } from '../../../../lib/common/log.js';
import { Paths } from '../../../../lib/common/paths.js';
import { FileSource } from '../../../../lib/confd/source.js';
import { configText } from '../../../support/confd-lab.js';
import { eventually } from '../../../support/vcluster.js';

const withSerial = (serial: number): string =>
  JSON.stringify({ ...(JSON.parse(configText) as object), serial_no: serial });

describe('FileSource', () => {
  const made: { close: () => void }[] = [];
  const dirs: string[] = [];
  let paths: Paths;
  let source: FileSource;
  beforeEach(async () => {
    const root = await mkdtemp(join(tmpdir(), 'gnt-confd-'));
    dirs.push(root);
    paths = new Paths(root);
    await mkdir(paths.dirs.data, { recursive: true });
    await writeFile(paths.file('hmacKey'), 'first\n');
    source = new FileSource({ paths, clock: systemClock, log: silentLogger });
    made.push(source);
  });
  after(async () => {
    for (const s of made) s.close();
    for (const d of dirs) await rm(d, { recursive: true, force: true });
  });

  async function replace(text: string, file: 'configData' | 'hmacKey' = 'configData'): Promise<void> {
    await writeFile(`${paths.file(file)}.new`, text);
    await rename(`${paths.file(file)}.new`, paths.file(file));
  }
  const serial = (): number | string =>
    typeof source.current === 'string' ? source.current : source.current.config.serial_no;
  const becomes = (wanted: unknown, probe: () => unknown): Promise<unknown> =>
    eventually(`becomes ${String(wanted)}`, () => Promise.resolve(probe() === wanted ? true : undefined), 5000);

  it('refuses to start without a key', async () => {
    await rm(paths.file('hmacKey'));
    await assert.rejects(source.start(), /hmac\.key/);
  });

  it('starts without a configuration and says so, then takes one that comes', async () => {
    await source.start();
    assert.match(String(serial()), /config\.data does not exist/);
    await replace(withSerial(7));
    await becomes(7, serial);
  });

  it('takes a new configuration and a new key', async () => {
    await replace(withSerial(1));
    await source.start();
    assert.equal(serial(), 1);
    await replace(withSerial(2));
    await replace('second\n', 'hmacKey');
    await becomes(2, serial);
    await becomes('second\n', () => source.key.toString());
  });

  it('keeps the old configuration while the file is cut off, at any place', async () => {
    await replace(withSerial(1));
    await source.start();
    const text = withSerial(2);
    for (const part of [0, 1, 100, Math.floor(text.length / 2), text.length - 1]) {
      await writeFile(paths.file('configData'), text.slice(0, part));
      await source.check();
      assert.equal(serial(), 1, `with ${String(part)} bytes`);
    }
    await writeFile(paths.file('configData'), text);
    await source.check();
    assert.equal(serial(), 2);
  });

  it('keeps the old one when the new lacks what answers need', async () => {
    await replace(withSerial(1));
    await source.start();
    await replace(JSON.stringify({ ...(JSON.parse(withSerial(2)) as object), nodes: { x: { name: 'x' } } }));
    await source.check();
    assert.equal(serial(), 1);
  });

  it('answers no more once the file is gone: the node is no candidate', async () => {
    await replace(withSerial(1));
    await source.start();
    await rm(paths.file('configData'));
    await becomes('string', () => typeof source.current);
  });
});
