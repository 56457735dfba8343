import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pVerbose } from '../params/common.js';
import { sshKeyType } from '../types/index.js';

export const opClusterRenewCrypto = defineOpcode({
  id: 'OP_CLUSTER_RENEW_CRYPTO',
  doc: 'Replace the certificates of the nodes, their SSH keys, or both.',
  summaryField: null,
  params: {
    node_certificates: optional(ht.bool, false, 'Create a new client certificate for each node.'),
    renew_ssh_keys: optional(ht.bool, false, 'Create a new SSH key for each node and distribute the public keys.'),
    ssh_key_type: optional(
      ht.maybe(sshKeyType),
      null,
      "Type of the new SSH keys; without it the cluster's present one.",
    ),
    ssh_key_bits: optional(
      ht.maybe(ht.positiveInt),
      null,
      "Length of the new SSH keys in bits; without it the cluster's present one, or what suits the type.",
    ),
    verbose: pVerbose,
    debug: optional(ht.bool, false, 'Log the SSH commands in full.'),
  },
  result: ht.none,
});
