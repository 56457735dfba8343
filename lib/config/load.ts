import { CONFIG_MAJOR, CONFIG_MINOR, CONFIG_VERSION } from '@gnt/constants';
import { anyClass, configDataClass, type ConfigData } from '@gnt/objects';
import type { Files } from '../common/files.js';
import { configurationError } from './errors.js';
import { freezeDeep } from './freeze.js';
import type { ConfigSnapshot } from './interface.js';
import { fillShape, shapeFaults } from './shape.js';

/** Most faults that a message lists. */
const MAX_SHOWN = 10;

/** 3010000 as [3, 1, 0]. */
export function splitVersion(version: number): [major: number, minor: number, revision: number] {
  return [Math.floor(version / 1e6), Math.floor(version / 1e4) % 100, version % 1e4];
}

/** 3010000 as "3.1". */
export function versionText(version: number): string {
  const [major, minor, revision] = splitVersion(version);
  return revision === 0 ? `${String(major)}.${String(minor)}` : `${String(major)}.${String(minor)}.${String(revision)}`;
}

function parse(text: string, path: string): Record<string, unknown> {
  if (text.trim() === '')
    throw configurationError(`Configuration file '${path}' is empty; restore it from a master candidate or a backup`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (e) {
    const cut = !text.trimEnd().endsWith('}');
    const what = cut
      ? `is truncated (it ends after ${String(text.length)} characters without closing)`
      : 'is not valid JSON';
    throw configurationError(`Configuration file '${path}' ${what}; restore it from a master candidate or a backup`, e);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw configurationError(
      `Configuration file '${path}' does not hold an object; restore it from a master candidate or a backup`,
    );
  }
  return data as Record<string, unknown>;
}

function checkVersion(version: unknown, path: string): void {
  if (version === CONFIG_VERSION) return;
  const ours = `${String(CONFIG_MAJOR)}.${String(CONFIG_MINOR)}`;
  if (typeof version !== 'number' || !Number.isInteger(version)) {
    throw configurationError(`Configuration file '${path}' has no version; it is not a configuration of a cluster`);
  }
  const theirs = versionText(version);
  if (version > CONFIG_VERSION) {
    throw configurationError(
      `Configuration file '${path}' has version ${theirs}, newer than ${ours} of this program; install the newer release, or downgrade the file with it`,
    );
  }
  throw configurationError(
    `Configuration file '${path}' has version ${theirs}, this program needs ${ours}; upgrade it with 'cfgupgrade'`,
  );
}

/** The configuration in the text of a config.data file; throws ConfigurationError that says what is wrong and what to do. */
export function parseConfig(text: string, path: string): ConfigSnapshot {
  const raw = parse(text, path);
  checkVersion(raw['version'], path);
  const cls = anyClass(configDataClass);
  const data = fillShape(cls, raw) as ConfigData;
  const faults = [...shapeFaults(cls, data, 'config')];
  if (faults.length > 0) {
    const more = faults.length > MAX_SHOWN ? ` and ${String(faults.length - MAX_SHOWN)} more` : '';
    throw configurationError(
      `Configuration file '${path}' is malformed: ${faults.slice(0, MAX_SHOWN).join('; ')}${more}`,
    );
  }
  return freezeDeep(data);
}

/** The text of a config.data file; throws ConfigurationError when there is none. */
export async function readConfigText(files: Files, path: string): Promise<string> {
  const text = await files.readTextIfPresent(path);
  if (text === undefined)
    throw configurationError(`There is no configuration file '${path}'; is this node the master of a cluster?`);
  return text;
}

/** Reads a config.data file. */
export async function loadConfig(files: Files, path: string): Promise<ConfigSnapshot> {
  return parseConfig(await readConfigText(files, path), path);
}
