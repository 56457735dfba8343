import type { LuxiArgs } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import { value, type ValuesOf, type ValueType } from '../framework/option.js';
import type { Session } from '../framework/session.js';
import * as type from '../framework/types.js';

/** "RATE_LIMIT n" becomes [RATE_LIMIT, n]; the master judges everything else. */
const action: ValueType<string | [string, number]> = (given) => {
  const limit = /^RATE_LIMIT\s+(\d+)/.exec(given)?.[1];
  return limit === undefined ? given : ['RATE_LIMIT', Number(limit)];
};

const ruleOptions = {
  priority: value(['--priority'], type.int, 'rules with a lower number come first; 0 is the first', { fallback: 0 }),
  predicates: value(['--predicates'], type.json, 'which jobs it is about: a list of [jobid|opcode|reason, filter]', {
    fallback: [],
  }),
  action: value(['--action'], action, "ACCEPT, PAUSE, REJECT, CONTINUE or 'RATE_LIMIT n'", { fallback: 'CONTINUE' }),
};

/** Sends the rule and prints its UUID. */
async function store(session: Session, uuid: string | null, opts: ValuesOf<typeof ruleOptions>): Promise<number> {
  // What is wrong with the predicates the master says best.
  const predicates = opts.predicates as LuxiArgs<'ReplaceFilter'>['predicates'];
  const rule = { uuid, priority: opts.priority, predicates, action: opts.action };
  const client = await session.client();
  session.out(await client.call('ReplaceFilter', { ...rule, reason: session.jobs.userReason() }));
  return 0;
}

/** gnt-filter add: makes a new rule. */
export const add = defineCommand({
  tool: 'gnt-filter',
  name: 'add',
  usage: '',
  args: [],
  options: ruleOptions,
  run: ({ opts, session }) => store(session, null, opts),
});

/** gnt-filter replace: gives a rule other contents; it applies as if it had been made now. */
export const replace = defineCommand({
  tool: 'gnt-filter',
  name: 'replace',
  usage: '<filter-uuid>',
  args: [one('filter')],
  options: ruleOptions,
  run: ({ opts, args: [uuid = ''], session }) => store(session, uuid, opts),
});

/** gnt-filter delete: removes a rule. */
export const remove = defineCommand({
  tool: 'gnt-filter',
  name: 'delete',
  usage: '<filter-uuid>',
  args: [one('filter')],
  options: {},
  async run({ args: [uuid = ''], session }) {
    await (await session.client()).call('DeleteFilter', { uuid });
    return 0;
  },
});
