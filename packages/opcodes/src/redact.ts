import { REDACTED } from '@gnt/constants';
import type { Sensitivity } from './define.js';
import type { OpId } from './opcode.js';
import { paramsOf } from './opcode.js';

function redactLeaves(value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (typeof value !== 'object' || Array.isArray(value)) return REDACTED;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, redactLeaves(v) ?? REDACTED]));
}

function redact<O extends { readonly OP_ID: OpId }>(op: O, hidden: readonly Sensitivity[]): O {
  const params = paramsOf(op.OP_ID);
  const entries = Object.entries(op).map(([name, value]): [string, unknown] => {
    const sensitivity = params[name]?.sensitivity;
    return [name, sensitivity && hidden.includes(sensitivity) ? redactLeaves(value) : value];
  });
  return Object.fromEntries(entries) as O;
}

/** The opcode as job files and queries carry it: secret values replaced, private ones kept (as in the original). */
export function withoutSecrets<O extends { readonly OP_ID: OpId }>(op: O): O {
  return redact(op, ['secret']);
}

/** The opcode as logs and messages may show it: neither secret nor private values. */
export function forLog<O extends { readonly OP_ID: OpId }>(op: O): O {
  return redact(op, ['secret', 'private']);
}
