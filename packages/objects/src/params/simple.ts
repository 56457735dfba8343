import { DEFAULT_BRIDGE, DEFAULT_OVS, NIC_MODE_BRIDGED, NIC_VALID_MODES } from '@gnt/constants';
import { among } from './checks.js';
import { defaultsOf, globalsOf, typesOf, type ParamTable } from './define.js';

/** Backend parameters of instances. */
export const beparams = {
  minmem: {
    type: 'size',
    default: 128,
    title: 'ConfigMinMem',
    doc: 'Memory below which the instance is never shrunk, in MiB.',
  },
  maxmem: { type: 'size', default: 128, title: 'ConfigMaxMem', doc: 'Memory the instance starts with, in MiB.' },
  vcpus: { type: 'int', default: 1, title: 'ConfigVCPUs', doc: 'Number of virtual CPUs.' },
  auto_balance: {
    type: 'bool',
    default: true,
    title: 'Auto_balance',
    doc: 'Whether room is kept for the instance on its secondary node.',
  },
  always_failover: {
    type: 'bool',
    default: false,
    doc: 'Whether the instance is failed over where others would be migrated.',
  },
  spindle_use: { type: 'int', default: 1, doc: 'Disk spindles the instance counts for.' },
} as const satisfies ParamTable;

/** Kinds of backend parameters, with the old name for both memory sizes. */
export const BES_PARAMETER_COMPAT = { ...typesOf(beparams), memory: 'size' } as const;

/** Parameters of network interfaces. */
export const nicparams = {
  mode: {
    type: 'string',
    default: NIC_MODE_BRIDGED,
    check: among(NIC_VALID_MODES),
    doc: 'How the interface is connected.',
  },
  link: {
    type: 'string',
    default: DEFAULT_BRIDGE,
    doc: 'What it is connected to: a bridge, a switch, or a routing table.',
  },
  vlan: { type: 'string', default: '', doc: 'VLANs of the interface.' },
} as const satisfies ParamTable;

/** Parameters of nodes. */
export const ndparams = {
  oob_program: {
    type: 'string',
    default: '',
    title: 'OutOfBandProgram',
    doc: 'Program that controls the power of the node.',
  },
  spindle_count: { type: 'int', default: 1, title: 'SpindleCount', doc: 'Disk spindles of the node.' },
  exclusive_storage: {
    type: 'bool',
    default: false,
    globalOnly: true,
    title: 'ExclusiveStorage',
    doc: 'Whether no two instances share a physical volume.',
  },
  ovs: { type: 'bool', default: false, title: 'OpenvSwitch', doc: 'Whether the node uses Open vSwitch.' },
  ovs_name: { type: 'maybe-string', default: DEFAULT_OVS, title: 'OpenvSwitchName', doc: 'Name of the switch.' },
  ovs_link: {
    type: 'maybe-string',
    default: '',
    title: 'OpenvSwitchLink',
    doc: 'Network card by which the switch reaches the outside.',
  },
  ssh_port: { type: 'int', default: 22, doc: 'Port of the SSH daemon.' },
  cpu_speed: { type: 'float', default: 1, doc: 'Speed of a CPU in relation to other nodes.' },
} as const satisfies ParamTable;

export const BEC_DEFAULTS = defaultsOf(beparams);
export const NICC_DEFAULTS = defaultsOf(nicparams);
export const NDC_DEFAULTS = defaultsOf(ndparams);
export const BES_PARAMETER_TYPES = typesOf(beparams);
export const NICS_PARAMETER_TYPES = typesOf(nicparams);
export const NDS_PARAMETER_TYPES = typesOf(ndparams);
/** Node parameters that can be set for groups and the cluster only. */
export const NDC_GLOBALS = globalsOf(ndparams);
