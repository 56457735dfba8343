import { UUID_REGEX } from '@gnt/constants';
import { ht } from '@gnt/ht';
import { accepts } from '@gnt/ht/validate';
import type { FilterAction, FilterRule } from '@gnt/objects';
import { ganetiError, readFilter, writeFilter, type LuxiArgs } from '@gnt/protocol';
import { reasonTime, timestampNow } from '../../jqueue/time.js';
import type { LuxiHandler } from '../context.js';

const ACTIONS = ['ACCEPT', 'PAUSE', 'REJECT', 'CONTINUE'] as const;
const predicate = ht.tuple(ht.oneOf(['jobid', 'opcode', 'reason']), ht.any);
const rateLimit = ht.tuple(ht.oneOf(['RATE_LIMIT']), ht.positiveInt);
const action = ht.anyOf(ht.oneOf(ACTIONS), rateLimit);

function refuse(why: string): never {
  throw ganetiError('ParseError', [`ReplaceFilter: ${why}`]);
}

function checkedAction(value: unknown): FilterAction {
  if (accepts(action, value)) return value;
  return refuse(`action must be one of ${ACTIONS.join(', ')}, or ["RATE_LIMIT", number], not ${JSON.stringify(value)}`);
}

function checkedPredicates(values: LuxiArgs<'ReplaceFilter'>['predicates']): FilterRule['predicates'] {
  return values.map((value) => {
    if (!accepts(predicate, value))
      return refuse(`predicate must be [jobid, opcode or reason, filter], not ${JSON.stringify(value)}`);
    return [value[0], writeFilter(readFilter(value[1]))];
  });
}

/** Adds a job filter rule, or replaces the one of that UUID. It applies to jobs from now on: its watermark is the last job number. */
export const replaceFilter: LuxiHandler<'ReplaceFilter'> = async (args, { cfg, queue, clock, random }) => {
  const uuid = args.uuid ?? random.uuid();
  if (!new RegExp(UUID_REGEX).test(uuid)) throw ganetiError('GenericError', ['Unable to parse UUID']);
  const rule = {
    priority: args.priority,
    predicates: checkedPredicates(args.predicates),
    action: checkedAction(args.action),
    reason_trail: [...args.reason, ['luxid', '', reasonTime(timestampNow(clock))] as [string, string, number]],
    uuid,
  };
  await cfg.update((draft) => {
    draft.filters[uuid] = { watermark: queue.serial, ...rule };
  });
  queue.reconsider();
  return uuid;
};
