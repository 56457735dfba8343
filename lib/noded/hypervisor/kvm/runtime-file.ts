import type { WireDisk, WireNic } from '@gnt/protocol';
import { pythonJson } from '../../../common/python-json.js';
import { HypervisorError } from '../errors.js';
import type { Argument } from './command/index.js';
import { driverOf, type DeviceInfo } from './devices.js';
import { upgradeRuntime } from './runtime-upgrade.js';

/** A disk of the runtime file: the object, the link the guest was given, the URI of user-space access. */
export interface RuntimeDisk {
  readonly disk: WireDisk;
  /** Unprefixed. */
  readonly link: string | null;
  readonly uri: string | null;
}

/** What a running guest was started with and has been changed to since; kept so that it can be restarted or migrated. */
export interface KvmRuntime {
  readonly command: readonly Argument[];
  readonly nics: readonly WireNic[];
  readonly hvparams: Readonly<Record<string, unknown>>;
  readonly disks: readonly RuntimeDisk[];
}

/** The form on disk: four parts in a list, each disk a list of three. */
export type SerializedRuntime = [
  command: Argument[],
  nics: Record<string, unknown>[],
  hvparams: Record<string, unknown>,
  disks: [disk: Record<string, unknown>, link: string | null, uri: string | null][],
];

type OldRuntime = [SerializedRuntime[0], SerializedRuntime[1], SerializedRuntime[2], SerializedRuntime[3]?];

/** Keys in the original's order; those of an object that are not set are left out, dynamic_params always. */
const NIC_KEYS = ['name', 'mac', 'ip', 'network', 'nicparams', 'netinfo', 'pci', 'hvinfo', 'uuid'];
const DISK_KEYS = [
  ...['forthcoming', 'name', 'dev_type', 'logical_id', 'children', 'nodes', 'iv_name', 'size', 'mode', 'params'],
  ...['spindles', 'pci', 'hvinfo', 'serial_no', 'uuid', 'ctime', 'mtime'],
];

function ordered(object: object, keys: readonly string[]): Record<string, unknown> {
  const values = object as Record<string, unknown>;
  const entries = keys.flatMap((key) =>
    values[key] === undefined || values[key] === null ? [] : [[key, values[key]]],
  );
  return Object.fromEntries(entries as [string, unknown][]);
}

/** Where the device of a disk or NIC sits. Throws when the runtime file does not say. */
export function placeOf(device: WireDisk | WireNic): DeviceInfo {
  const info: unknown = device.hvinfo;
  if (typeof info === 'object' && info !== null && 'id' in info) return info as DeviceInfo;
  throw new HypervisorError(
    `Device with UUID ${device.uuid ?? '?'} has no place in the runtime file; restart the instance`,
  );
}

/** As `placeOf`, for a NIC: those that were not paravirtual had no place of their own before 2.16. */
export function nicPlace(nic: WireNic, nicType: string): DeviceInfo {
  const info: unknown = nic.hvinfo;
  const empty = typeof info === 'object' && info !== null && Object.keys(info).length === 0;
  return empty ? { driver: driverOf('nic', nicType) } : placeOf(nic);
}

/** Unprefixed path of the guest's VNC socket, when it has one instead of a port. */
export function vncSocket(runtime: KvmRuntime): string | undefined {
  const at = runtime.command.indexOf('-vnc');
  const value = at < 0 ? undefined : runtime.command[at + 1];
  return /^unix:([^,]*)/.exec(String(value))?.[1];
}

/** The text of the file. */
export function formatRuntime(runtime: KvmRuntime): string {
  const disks = runtime.disks.map(({ disk, link, uri }) => [ordered(disk, DISK_KEYS), link, uri]);
  return pythonJson([runtime.command, runtime.nics.map((nic) => ordered(nic, NIC_KEYS)), runtime.hvparams, disks]);
}

/** Understands the text of a file written by this or an older version. */
export function parseRuntime(text: string): KvmRuntime {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HypervisorError('The KVM runtime data is not JSON', { cause });
  }
  if (!isRuntime(value))
    throw new HypervisorError('The KVM runtime data must be a list of command, NICs, hvparams and disks');
  const [command, nics, hvparams, disks] = upgradeRuntime([value[0], value[1], value[2], value[3] ?? []]);
  return {
    command,
    nics,
    hvparams,
    disks: disks.map(([disk, link, uri]) => ({ disk: disk as unknown as WireDisk, link, uri })),
  };
}

/** Versions before 2.9 left the disks out. */
function isRuntime(value: unknown): value is OldRuntime {
  if (!Array.isArray(value) || value.length < 3) return false;
  const [command, nics, hvparams, disks] = value as unknown[];
  const isObject = (v: unknown): boolean => typeof v === 'object' && v !== null && !Array.isArray(v);
  return (
    Array.isArray(command) &&
    command.length > 0 &&
    command.every((a) => typeof a === 'string' || typeof a === 'number') &&
    Array.isArray(nics) &&
    nics.every(isObject) &&
    isObject(hvparams) &&
    (disks === undefined ||
      (Array.isArray(disks) && disks.every((d: unknown) => Array.isArray(d) && d.length === 3 && isObject(d[0]))))
  );
}
