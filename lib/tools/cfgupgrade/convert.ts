import { CONFIG_MAJOR, CONFIG_MINOR, CONFIG_VERSION, HT_XEN_HVM, HT_XEN_PVM } from '@gnt/constants';
import { splitVersion } from '../../config/load.js';
import * as disks from './disk-steps.js';
import { isJson, objectAt, type Json } from './json.js';
import * as steps from './steps.js';

/** The version before ours, to which a configuration can be brought back. */
export const DOWNGRADE_VERSION = CONFIG_VERSION - 10000;
/** The last release of the series 2. */
const LAST_2 = 16;

interface Step {
  readonly what: string;
  readonly run: (config: Json, context: steps.StepContext) => void;
}

/** In this order: later steps rely on earlier ones. */
const UPGRADE: readonly Step[] = [
  { what: 'Setting networks', run: steps.upgradeNetworks },
  { what: 'Upgrading cluster', run: steps.upgradeCluster },
  { what: 'Upgrading groups', run: steps.upgradeGroups },
  { what: 'Upgrading disks of instances', run: disks.upgradeNestedDisks },
  { what: 'Upgrading instances', run: steps.upgradeInstances },
  { what: 'Setting top level disks', run: disks.liftDisks },
  { what: 'Changing node indices', run: disks.keyNodesByUuid },
  { what: 'Changing instance indices', run: disks.keyInstancesByUuid },
  { what: 'Adding filters', run: steps.upgradeFilters },
  { what: 'Upgrading disk nodes', run: disks.upgradeDiskNodes },
  { what: 'Removing disk templates', run: steps.dropDiskTemplates },
];

/** Xen's command is a parameter again. */
function addXenCommand(config: Json): void {
  const hvparams = objectAt(config, 'cluster')['hvparams'];
  if (!isJson(hvparams)) return;
  for (const xen of [HT_XEN_PVM, HT_XEN_HVM]) if (isJson(hvparams[xen])) hvparams[xen]['xen_cmd'] = 'xl';
}
const DOWNGRADE: readonly Step[] = [{ what: 'Adding xen_cmd', run: addXenCommand }];

/** Runs all steps even when one fails, so that everything that is wrong is told at once. */
function runAll(config: Json, list: readonly Step[], context: steps.StepContext): Json {
  const errors: string[] = [];
  let state = config;
  for (const { what, run } of list) {
    const next = structuredClone(state);
    try {
      run(next, context);
      state = next;
    } catch (e) {
      errors.push(`${what} failed: ${e instanceof Error ? e.message : String(e)}`);
    }
  }
  if (errors.length > 0) throw new Error(`The conversion failed, nothing is written:\n${errors.join('\n')}`);
  return state;
}

/** The version of a configuration; throws when it has none. */
export function versionOf(config: Json): number {
  const version = config['version'];
  if (typeof version !== 'number')
    throw new Error('Unable to determine the configuration version: is this a config.data file?');
  if (isJson(config['cluster']) && 'config_version' in config['cluster']) {
    throw new Error('Inconsistent configuration: found config_version in the cluster object');
  }
  return version;
}

/** The configuration in today's version; it is returned as it is when it has it already. */
export function upgrade(config: Json, context: steps.StepContext): Json {
  const version = versionOf(config);
  if (version === CONFIG_VERSION) return config;
  const [major, minor, revision] = splitVersion(version);
  const known = (major === CONFIG_MAJOR && minor < CONFIG_MINOR) || (major === 2 && minor <= LAST_2);
  if (!known)
    throw new Error(
      `Configuration version ${String(major)}.${String(minor)}.${String(revision)} is not supported by this tool`,
    );
  if (revision !== 0) context.warn(`The configuration's revision is ${String(revision)}, not 0`);
  return runAll({ ...config, version: CONFIG_VERSION }, UPGRADE, context);
}

/** The configuration in the version before ours. */
export function downgrade(config: Json, context: steps.StepContext): Json {
  const version = versionOf(config);
  if (version !== CONFIG_VERSION && version !== DOWNGRADE_VERSION) {
    const found = splitVersion(version).join('.');
    throw new Error(
      `Only a configuration of version ${String(CONFIG_MAJOR)}.${String(CONFIG_MINOR)} can be downgraded, this one has ${found}`,
    );
  }
  return runAll({ ...config, version: DOWNGRADE_VERSION }, DOWNGRADE, context);
}
