import { SSCONF_FILEPREFIX, VALID_SS_KEYS } from '@gnt/constants';
import { hypervisorSpec } from '@gnt/objects';
import type { Cluster } from './objects.js';

const DATA = '/var/lib/ganeti';
const RAPI_USERS = `${DATA}/rapi/users`;
const FILE_STORAGE_PATHS = '/etc/ganeti/file-storage-paths';
/** Certificates of the cluster that every node has. */
export const CERTIFICATE_FILES = [
  `${DATA}/server.pem`,
  `${DATA}/rapi.pem`,
  `${DATA}/spice.pem`,
  `${DATA}/spice-ca.pem`,
] as const;
/** The script that brings the master's address up in the administrator's own way. */
export const EXTERNAL_MASTER_SETUP_SCRIPT = '/etc/ganeti/scripts/master-ip-setup';
export const CONFIG_FILE = `${DATA}/config.data`;
export const KNOWN_HOSTS_FILE = `${DATA}/known_hosts`;

/** Files that nodes must have alike, by the kind of node. Paths are unprefixed. */
export interface AncillaryFiles {
  readonly all: readonly string[];
  readonly candidates: readonly string[];
  readonly vmCapable: readonly string[];
  /** Of these, the ones that may be missing, but then everywhere. */
  readonly optional: readonly string[];
}

/** Whether disks of a template can be made in the cluster. */
export function isTemplateEnabled(cluster: Cluster, template: Cluster['enabled_disk_templates'][number]): boolean {
  return cluster.enabled_disk_templates.includes(template);
}

function usesFiles(cluster: Cluster): boolean {
  return isTemplateEnabled(cluster, 'file') || isTemplateEnabled(cluster, 'sharedfile');
}

/** All files that are to be alike, for verification. */
export function verifiedFiles(cluster: Cluster): AncillaryFiles {
  const shipped = shippedFiles(cluster);
  const ssconf = VALID_SS_KEYS.map((key) => `${DATA}/${SSCONF_FILEPREFIX}${key}`);
  const paths = usesFiles(cluster) ? [FILE_STORAGE_PATHS] : [];
  return {
    all: [...new Set([...shipped.all, ...CERTIFICATE_FILES, ...ssconf, ...paths])],
    candidates: [CONFIG_FILE],
    vmCapable: shipped.vmCapable,
    optional: [...shipped.optional, ...paths],
  };
}

/** The files that the master ships to nodes; what the configuration's own distribution carries is not among them. */
export function shippedFiles(cluster: Cluster): AncillaryFiles {
  const specs = cluster.enabled_hypervisors.map(hypervisorSpec);
  return {
    all: [
      KNOWN_HOSTS_FILE,
      `${DATA}/hmac.key`,
      `${DATA}/cluster-domain-secret`,
      `${DATA}/spice.pem`,
      `${DATA}/spice-ca.pem`,
      RAPI_USERS,
      `${DATA}/rapi.pem`,
      ...(cluster.modify_etc_hosts ? ['/etc/hosts'] : []),
      ...(cluster.use_external_mip_script ? [EXTERNAL_MASTER_SETUP_SCRIPT] : []),
    ],
    candidates: [],
    vmCapable: [...new Set(specs.flatMap((s) => s.ancillaryFiles))],
    optional: [...new Set([RAPI_USERS, ...specs.flatMap((s) => s.optionalFiles)])],
  };
}
