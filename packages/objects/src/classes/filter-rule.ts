import { ht, type Type } from '@gnt/ht';
import { defineObject, required } from '../descriptor.js';
import { uuidField } from './stamps.js';
import type { Identified } from './stamps.js';

/** [source, reason, time in nanoseconds]. */
export type ReasonEntry = [string, string, number];
export type FilterAction = 'ACCEPT' | 'PAUSE' | 'REJECT' | 'CONTINUE' | ['RATE_LIMIT', number];

/** A rule of the job filter; rules apply in the order of priority, watermark, uuid. */
export interface FilterRule extends Identified {
  /** The highest job id that had been handed out when the rule was made. */
  watermark: number;
  priority: number;
  /** [name, filter expression] each; all must match. */
  predicates: [string, unknown][];
  action: FilterAction;
  reason_trail: ReasonEntry[];
}

const action: Type<FilterAction> = ht.anyOf(
  ht.oneOf(['ACCEPT', 'PAUSE', 'REJECT', 'CONTINUE']),
  ht.tuple(ht.oneOf(['RATE_LIMIT']), ht.positiveInt),
);

export const filterRuleClass = defineObject<FilterRule>('FilterRule', {
  watermark: required(ht.int),
  priority: required(ht.nonNegativeInt),
  predicates: required(ht.list(ht.tuple(ht.oneOf(['jobid', 'opcode', 'reason']), ht.any))),
  action: required(action),
  reason_trail: required(ht.list(ht.tuple(ht.string, ht.string, ht.int))),
  ...uuidField,
});
