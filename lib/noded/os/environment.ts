import { HOOKS_PATH, OS_API_V15 } from '@gnt/constants';
import type { WireInstance, WireNic } from '@gnt/protocol';
import type { BlockDevice } from '../hypervisor/interface.js';
import { networkEnvironment } from '../network-environment.js';
import { apiVersionOf, splitOsName, type OsDefinition } from './definition.js';

export type Environment = Record<string, string>;

const FILE_TEMPLATES: readonly string[] = ['file', 'sharedfile', 'gluster'];
const BLOCK_TEMPLATES: readonly string[] = ['plain', 'drbd', 'blockdev', 'rbd', 'ext'];

/** A value as the original's programs print it; scripts compare with "True", "False" and "None". */
export function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** A private or secret parameter travels plainly or with its visibility. */
function plainValue(value: unknown): unknown {
  return Array.isArray(value) && value.length === 2 && ['private', 'secret', 'public'].includes(String(value[1]))
    ? value[0]
    : value;
}

/** What each script of an OS is told: the OS, its variant, its parameters. */
export function coreEnvironment(
  fullName: string,
  os: OsDefinition,
  params: Readonly<Record<string, unknown>>,
  debug = 0,
): Environment {
  const api = apiVersionOf(os);
  const [firstVariant] = os.variants;
  const hasVariants = api >= OS_API_V15 && firstVariant !== undefined;
  const parameters = Object.entries(params).map(([name, value]) => [
    `OSP_${name.toUpperCase().replaceAll('-', '_')}`,
    pythonText(plainValue(value)),
  ]);
  return {
    OS_API_VERSION: String(api),
    OS_NAME: os.name,
    DEBUG_LEVEL: String(debug),
    OS_VARIANT: hasVariants ? splitOsName(fullName).variant || firstVariant : '',
    ...(Object.fromEntries(parameters) as Environment),
    PATH: HOOKS_PATH,
  };
}

/** All parameters of an instance's OS, the hidden ones too. */
export function instanceParams(instance: WireInstance): Record<string, unknown> {
  return { ...instance.osparams, ...instance.osparams_private, ...instance.osparams_secret };
}

/** What scripts that work on an instance are told beside that. `disks` are its disks in order, opened on this node. */
export function instanceEnvironment(
  instance: WireInstance,
  os: OsDefinition,
  disks: readonly BlockDevice[],
  debug = 0,
): Environment {
  const { ctime, mtime } = instance as { ctime?: unknown; mtime?: unknown };
  const nicType: unknown = instance.hvparams['nic_type'];
  const identity = { NAME: instance.name, OS: instance.os, UUID: instance.uuid, CTIME: ctime, MTIME: mtime };
  return {
    ...coreEnvironment(instance.os ?? '', os, instanceParams(instance), debug),
    ...prefixed('INSTANCE_', { ...identity, PRIMARY_NODE: instance.primary_node }),
    HYPERVISOR: instance.hypervisor,
    DISK_COUNT: String(disks.length),
    NIC_COUNT: String(instance.nics.length),
    INSTANCE_SECONDARY_NODES: (instance.secondary_nodes ?? []).join(' '),
    ...merged(disks.map((disk, i) => diskEnvironment(disk, i, instance.hvparams['disk_type']))),
    ...merged(instance.nics.map((nic, i) => nicEnvironment(nic, i, nicType))),
    ...prefixed('INSTANCE_BE_', instance.beparams),
    ...prefixed('INSTANCE_HV_', instance.hvparams),
  };
}

function prefixed(prefix: string, values: Readonly<Record<string, unknown>>): Environment {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}${key}`, pythonText(value)]));
}

function merged(parts: readonly Environment[]): Environment {
  return Object.assign({}, ...parts) as Environment;
}

/** Those of the values that are set, by name after `prefix`. */
function present(prefix: string, values: Readonly<Record<string, string | null | undefined>>): Environment {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return Object.fromEntries(set.map(([key, value]) => [`${prefix}${key}`, value ?? '']));
}

function diskEnvironment({ disk, path, uri }: BlockDevice, index: number, frontend: unknown): Environment {
  const backend = BLOCK_TEMPLATES.includes(disk.dev_type)
    ? 'block'
    : FILE_TEMPLATES.includes(disk.dev_type)
      ? `file:${pythonText(disk.logical_id?.[0])}`
      : undefined;
  const prefix = `DISK_${String(index)}_`;
  return {
    [`${prefix}ACCESS`]: pythonText(disk.mode),
    [`${prefix}UUID`]: pythonText(disk.uuid),
    [`${prefix}SIZE`]: pythonText(disk.size),
    ...present(prefix, {
      ...{ PATH: path, URI: uri, NAME: disk.name, BACKEND_TYPE: backend },
      ...(frontend === undefined ? {} : { FRONTEND_TYPE: pythonText(frontend) }),
    }),
  };
}

function nicEnvironment(nic: WireNic, index: number, frontend: unknown): Environment {
  const prefix = `NIC_${String(index)}_`;
  const mode = pythonText(nic.nicparams?.['mode']);
  const link = nic.nicparams?.['link'];
  const text = typeof link === 'string' ? link : undefined;
  return {
    [`${prefix}MAC`]: pythonText(nic.mac),
    [`${prefix}UUID`]: pythonText(nic.uuid),
    [`${prefix}MODE`]: mode,
    ...(mode === 'bridged' ? { [`${prefix}BRIDGE`]: pythonText(link) } : {}),
    ...present(prefix, { NAME: nic.name, IP: nic.ip, LINK: text }),
    ...(nic.netinfo ? networkEnvironment(nic.netinfo, prefix) : {}),
    ...(frontend === undefined ? {} : { [`${prefix}FRONTEND_TYPE`]: pythonText(frontend) }),
  };
}

/** What the export (or import) script of a disk is told beside the rest. */
export function transferEnvironment(kind: 'EXPORT' | 'IMPORT', { path, uri }: BlockDevice, index: number): Environment {
  return { ...present(`${kind}_`, { DEVICE: path, DISK_PATH: path, DISK_URI: uri }), [`${kind}_INDEX`]: String(index) };
}
