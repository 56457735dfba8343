import { defineOpcode } from '../define.js';
import { pDebugSimulateErrors, pErrorCodes, pIgnoreErrors, pSkipChecks, pVerifyClutter } from '../params/cluster.js';
import { pVerbose } from '../params/common.js';
import { pOptionalGroupName } from '../params/group.js';
import { jobIdListOnly } from '../types/index.js';

export const opClusterVerify = defineOpcode({
  id: 'OP_CLUSTER_VERIFY',
  doc: 'Verify the whole cluster: submit one job that checks the configuration and one for each node group.',
  summaryField: null,
  params: {
    debug_simulate_errors: pDebugSimulateErrors,
    error_codes: pErrorCodes,
    skip_checks: pSkipChecks,
    ignore_errors: pIgnoreErrors,
    verbose: pVerbose,
    group_name: pOptionalGroupName,
    verify_clutter: pVerifyClutter,
  },
  result: jobIdListOnly,
});
