import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pOsparamsSecret } from '../params/instance.js';

export const opTestOsParams = defineOpcode({
  id: 'OP_TEST_OS_PARAMS',
  doc: 'Check that secret OS parameters reach the job and nothing else.',
  summaryField: null,
  params: {
    osparams_secret: pOsparamsSecret,
  },
  result: ht.none,
});
