import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pDebugSimulateErrors, pErrorCodes, pIgnoreErrors, pSkipChecks, pVerifyClutter } from '../params/cluster.js';
import { pVerbose } from '../params/common.js';
import { pGroupName } from '../params/group.js';

export const opClusterVerifyGroup = defineOpcode({
  id: 'OP_CLUSTER_VERIFY_GROUP',
  doc: 'Verify the nodes and instances of one node group. Returns whether all is well.',
  summaryField: 'group_name',
  params: {
    group_name: pGroupName,
    debug_simulate_errors: pDebugSimulateErrors,
    error_codes: pErrorCodes,
    skip_checks: pSkipChecks,
    ignore_errors: pIgnoreErrors,
    verbose: pVerbose,
    verify_clutter: pVerifyClutter,
  },
  result: ht.bool,
});
