import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pDebugSimulateErrors, pErrorCodes, pIgnoreErrors } from '../params/cluster.js';
import { pVerbose } from '../params/common.js';

export const opClusterVerifyConfig = defineOpcode({
  id: 'OP_CLUSTER_VERIFY_CONFIG',
  doc: 'Verify what needs no node: the configuration, the certificates and the hypervisor parameters. Returns whether all is well.',
  summaryField: null,
  params: {
    debug_simulate_errors: pDebugSimulateErrors,
    error_codes: pErrorCodes,
    ignore_errors: pIgnoreErrors,
    verbose: pVerbose,
  },
  result: ht.bool,
});
