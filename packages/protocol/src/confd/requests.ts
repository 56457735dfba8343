import * as c from '@gnt/constants';

/** One question that the configuration daemon answers. */
export interface ConfdRequest {
  /** Its number on the wire. */
  readonly id: number;
  readonly doc: string;
  /** What `query` must hold. */
  readonly query: 'any' | 'string' | 'string or null' | 'object or string' | 'object or null';
}

/** All questions by name. */
export const CONFD_REQUESTS = {
  REQ_PING: {
    id: c.CONFD_REQ_PING,
    query: 'any',
    doc: 'Version of the configuration; shows that the daemon is there.',
  },
  REQ_NODE_ROLE_BYNAME: {
    id: c.CONFD_REQ_NODE_ROLE_BYNAME,
    query: 'string',
    doc: 'Role of the named node, as a CONFD_NODE_ROLES number.',
  },
  REQ_NODE_PIP_BY_INSTANCE_IP: {
    id: c.CONFD_REQ_NODE_PIP_BY_INSTANCE_IP,
    query: 'object or string',
    doc: 'Primary address of the node that runs the instance with an address; for a list of addresses, each with status and serial.',
  },
  REQ_CLUSTER_MASTER: {
    id: c.CONFD_REQ_CLUSTER_MASTER,
    query: 'object or null',
    doc: 'Name of the master; with a list of fields their values.',
  },
  REQ_NODE_PIP_LIST: { id: c.CONFD_REQ_NODE_PIP_LIST, query: 'any', doc: 'Primary addresses of all nodes.' },
  REQ_MC_PIP_LIST: { id: c.CONFD_REQ_MC_PIP_LIST, query: 'any', doc: 'Primary addresses of the master candidates.' },
  REQ_INSTANCES_IPS_LIST: {
    id: c.CONFD_REQ_INSTANCES_IPS_LIST,
    query: 'string or null',
    doc: 'Addresses of all NICs on a link.',
  },
  REQ_NODE_DRBD: {
    id: c.CONFD_REQ_NODE_DRBD,
    query: 'string',
    doc: 'DRBD devices of the named node: node, minor, instance, disk, role, peer.',
  },
  REQ_NODE_INSTANCES: {
    id: c.CONFD_REQ_NODE_INSTANCES,
    query: 'string',
    doc: 'Instances that have the named node as primary, and those that have it as secondary.',
  },
  REQ_INSTANCE_DISKS: {
    id: c.CONFD_REQ_INSTANCE_DISKS,
    query: 'string',
    doc: 'Disks of an instance, given by UUID or name.',
  },
  REQ_CONFIG_QUERY: {
    id: c.CONFD_REQ_CONFIG_QUERY,
    query: 'string',
    doc: 'Any part of the configuration by its path.',
  },
  REQ_DATA_COLLECTORS: {
    id: c.CONFD_REQ_DATA_COLLECTORS,
    query: 'any',
    doc: 'Whether each data collector is active, and its interval.',
  },
} as const satisfies Readonly<Record<string, ConfdRequest>>;

/** The name of a question. */
export type ConfdRequestName = keyof typeof CONFD_REQUESTS;
