import { IPOLICY_DTS, IPOLICY_PARAMETERS, ISPECS_MINMAX, ISPECS_MINMAX_KEYS, ISPECS_STD } from '@gnt/constants';
import type { Info, Pairs } from './info.js';
import { withDefaults } from './params.js';
import { str } from './python.js';
import { romanOr } from './roman.js';

/** An instance policy as it travels; parts may be missing below the cluster. */
export type PolicyValues = Readonly<Record<string, unknown>>;

type Bounds = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function bounds(policy: PolicyValues): readonly Bounds[] {
  return (policy[ISPECS_MINMAX] ?? []) as readonly Bounds[];
}

/** An instance policy for an info listing: own values, and those inherited marked as defaults. The cluster inherits nothing. */
export function formatPolicy(own: PolicyValues, inherited: PolicyValues | null, roman = false): Pairs {
  const actual = inherited ?? own;
  const isOwn = bounds(own).length > 0;
  const limits = (isOwn ? bounds(own) : bounds(actual)).map((pair, i): Info => ({
    pairs: ISPECS_MINMAX_KEYS.toReversed().map((key) => {
      const values = pair[key] ?? {};
      return [`${key}/${String(i)}`, withDefaults(isOwn ? values : {}, values, roman)] as const;
    }),
  }));
  const standard = (own[ISPECS_STD] ?? {}) as Readonly<Record<string, unknown>>;
  const templates = own[IPOLICY_DTS] as readonly string[] | undefined;
  const inheritedTemplates = (actual[IPOLICY_DTS] ?? []) as readonly string[];
  return {
    pairs: [
      ['bounds specs', limits],
      ...(inherited === null ? [[ISPECS_STD, withDefaults(standard, standard, roman)] as const] : []),
      ['allowed disk templates', templates?.join(', ') ?? `default (${inheritedTemplates.join(', ')})`],
      ...IPOLICY_PARAMETERS.map((key) => {
        const value = Object.hasOwn(own, key) ? own[key] : `default (${str(actual[key])})`;
        return [key, str(romanOr(value, roman))] as const;
      }),
    ],
  };
}
