/** Shapes that several node calls share. Objects of the configuration travel as the original sends them: filled, with keys we may not know. */
import { ht, type RecordOf, type Type } from '@gnt/ht';

/** The same type, but keys that it does not name pass. */
export function openRecord<T extends object>(type: Type<T>): Type<T> {
  return { ...type, schema: { ...type.schema, additionalProperties: true }, text: `${type.text}...` };
}

/** Parameters by name. */
export const parameters = ht.dict(ht.any);
const text = ht.string;
const k = ht.optionalKey;

const wireNicFields = {
  mac: k(ht.maybe(text)),
  ip: k(ht.maybe(text)),
  network: k(ht.maybe(text)),
  name: k(ht.maybe(text)),
  uuid: k(ht.maybe(text)),
  nicparams: k(parameters),
  /** Dictionary of the network the NIC is in; present when it is in one. */
  netinfo: k(ht.maybe(parameters)),
  hvinfo: k(ht.any),
  pci: k(ht.any),
};
/** A NIC with filled parameters. */
export const wireNic = openRecord(ht.record(wireNicFields));
export type WireNic = NonNullable<(typeof wireNic)['_type']>;

const wireDiskFields = {
  dev_type: text,
  logical_id: k(ht.maybe(ht.list(ht.any))),
  nodes: k(ht.list(text)),
  iv_name: k(ht.maybe(text)),
  size: k(ht.int),
  mode: k(ht.maybe(ht.oneOf(['rw', 'ro', 'r', 'w']))),
  params: k(ht.maybe(parameters)),
  dynamic_params: k(ht.maybe(parameters)),
  spindles: k(ht.maybe(ht.int)),
  name: k(ht.maybe(text)),
  uuid: k(ht.maybe(text)),
  serial_no: k(ht.int),
  pci: k(ht.any),
  hvinfo: k(ht.any),
  forthcoming: k(ht.bool),
  ctime: k(ht.maybe(ht.float)),
  mtime: k(ht.maybe(ht.float)),
};
/** A disk without its children, as TypeScript cannot infer a type that contains itself. */
export interface WireDisk extends RecordOf<typeof wireDiskFields> {
  readonly children?: readonly WireDisk[] | null;
}
/** A disk with its disk parameters filled in, children included. */
export const wireDisk = openRecord(
  ht.record({ ...wireDiskFields, children: k(ht.maybe(ht.list(parameters))) }),
) as Type<WireDisk>;

/** An instance with filled hvparams, beparams and osparams, its disks spelled out, its NICs with filled nicparams. */
export const wireInstance = openRecord(
  ht.record({
    name: text,
    primary_node: text,
    os: k(ht.maybe(text)),
    hypervisor: text,
    hvparams: parameters,
    beparams: parameters,
    osparams: k(parameters),
    /** Private and secret parameters arrive as [value, visibility] or plainly, as the caller asks. */
    osparams_private: k(parameters),
    osparams_secret: k(ht.maybe(parameters)),
    admin_state: k(text),
    admin_state_source: k(text),
    nics: ht.list(wireNic),
    disks: k(ht.list(ht.any)),
    disks_info: k(ht.list(wireDisk)),
    disks_active: k(ht.bool),
    secondary_nodes: k(ht.list(text)),
    network_port: k(ht.maybe(ht.int)),
    uuid: k(text),
    tags: k(ht.list(text)),
  }),
);
export type WireInstance = NonNullable<(typeof wireInstance)['_type']>;

/** What a hypervisor says of one running instance. */
export const instanceInfo = openRecord(
  ht.record({ memory: ht.int, vcpus: ht.int, state: ht.anyOf(ht.int, text), time: ht.float }),
);
export type InstanceInfo = NonNullable<(typeof instanceInfo)['_type']>;

/** State of a block device; keys that are null are left out by the node. */
export const blockDevStatus = openRecord(
  ht.record({
    dev_path: k(ht.maybe(text)),
    major: k(ht.maybe(ht.int)),
    minor: k(ht.maybe(ht.int)),
    sync_percent: k(ht.maybe(ht.float)),
    estimated_time: k(ht.maybe(ht.float)),
    is_degraded: k(ht.maybe(ht.bool)),
    ldisk_status: k(ht.maybe(ht.int)),
  }),
);
export type BlockDevStatus = NonNullable<(typeof blockDevStatus)['_type']>;

/** How far an import or export is. */
export const importExportStatus = openRecord(
  ht.record({
    recent_output: k(ht.maybe(ht.list(text))),
    listen_port: k(ht.maybe(ht.int)),
    connected: k(ht.maybe(ht.bool)),
    progress_mbytes: k(ht.maybe(ht.float)),
    progress_throughput: k(ht.maybe(ht.float)),
    progress_eta: k(ht.maybe(ht.float)),
    progress_percent: k(ht.maybe(ht.float)),
    exit_status: k(ht.maybe(ht.int)),
    error_message: k(ht.maybe(text)),
    ctime: k(ht.maybe(ht.float)),
    mtime: k(ht.maybe(ht.float)),
  }),
);
export type ImportExportStatus = NonNullable<(typeof importExportStatus)['_type']>;

/** Options of both ends of a data transfer. */
export const importExportOptions = openRecord(
  ht.record({
    key_name: k(ht.maybe(text)),
    ca_pem: k(ht.maybe(text)),
    compress: k(ht.maybe(text)),
    magic: k(ht.maybe(text)),
    ipv6: k(ht.maybe(ht.bool)),
    connect_timeout: k(ht.maybe(ht.int)),
  }),
);

/** Where data come from or go to: kind ('raw', 'script', 'file') and its arguments ([disk], [disk, index], [path]). */
export const importExportIo = ht.tuple(text, ht.list(ht.any));

/** How far a migration is, as its source sees it. */
export const migrationStatus = openRecord(
  ht.record({
    status: k(ht.maybe(text)),
    transferred_ram: k(ht.maybe(ht.float)),
    total_ram: k(ht.maybe(ht.float)),
    postcopy_status: k(ht.maybe(text)),
  }),
);
export type MigrationStatus = NonNullable<(typeof migrationStatus)['_type']>;

/** How to reach an instance's console; keys that are null are left out. */
export const instanceConsole = openRecord(
  ht.record({
    instance: text,
    kind: text,
    message: k(ht.maybe(text)),
    host: k(ht.maybe(text)),
    port: k(ht.maybe(ht.int)),
    user: k(ht.maybe(text)),
    command: k(ht.maybe(ht.list(text))),
    display: k(ht.maybe(ht.anyOf(text, ht.int))),
  }),
);
export type InstanceConsole = NonNullable<(typeof instanceConsole)['_type']>;

/** Where the cluster's address lives. */
export const masterNetworkParameters = openRecord(
  ht.record({
    uuid: k(ht.maybe(text)),
    ip: text,
    netmask: ht.int,
    netdev: text,
    ip_family: ht.int,
  }),
);

/** One storage unit to look at: type, key (a path, a volume group), parameters. */
export const storageUnit = ht.tuple(text, ht.maybe(text), ht.list(ht.any));
export type StorageUnit = NonNullable<(typeof storageUnit)['_type']>;

/** Space of one storage unit in MiB; null where the unit cannot tell. */
export const storageInfo = openRecord(
  ht.record({ type: text, name: ht.maybe(text), storage_free: k(ht.maybe(ht.int)), storage_size: k(ht.maybe(ht.int)) }),
);
export type StorageInfo = NonNullable<(typeof storageInfo)['_type']>;

/** What one hypervisor says of its node, memory in MiB. */
export const hypervisorInfo = openRecord(
  ht.record({
    memory_total: k(ht.int),
    memory_free: k(ht.int),
    memory_dom0: k(ht.int),
    memory_hv: k(ht.int),
    cpu_total: k(ht.int),
    cpu_nodes: k(ht.int),
    cpu_sockets: k(ht.int),
    cpu_dom0: k(ht.int),
    hv_version: k(ht.any),
  }),
);
export type HypervisorInfo = NonNullable<(typeof hypervisorInfo)['_type']>;

/** File content as it travels: [0, text] or [1, base64 of its zlib form]. */
export const compressed = ht.tuple(ht.oneOf([0, 1]), text);
export type Compressed = NonNullable<(typeof compressed)['_type']>;

/** A file to be written on a node: virtual path, content, mode, owner, group, atime, mtime. */
export const fileDetails = ht.tuple(
  text,
  compressed,
  ht.maybe(ht.int),
  ht.maybe(text),
  ht.maybe(text),
  ht.maybe(ht.float),
  ht.maybe(ht.float),
);

/** Steps that led to an operation: [source, reason, nanoseconds]. */
export const reasonTrail = ht.list(ht.tuple(text, text, ht.float));
