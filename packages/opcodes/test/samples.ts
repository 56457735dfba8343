import type { AnyType, JsonSchema } from '@gnt/ht';
import { paramsOf, type OpId } from '../src/index.js';

/** The smallest value that a schema of our tables accepts. */
function sampleOf(schema: JsonSchema): unknown {
  if (schema.enum) return schema.enum[0];
  const first = schema.anyOf?.[0] ?? schema.allOf?.[0];
  if (first) return sampleOf(first);
  switch (schema.type) {
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return schema.maximum !== undefined && schema.maximum < 0 ? schema.maximum : (schema.minimum ?? 1);
    case 'string':
      return 'x';
    case 'array':
      return Array.isArray(schema.items) ? schema.items.map(sampleOf) : [];
    case 'object':
      return {};
    default:
      return null;
  }
}

/** A submission of the opcode with nothing but what it must have. */
export function validOpcode(id: OpId): Record<string, unknown> {
  const mandatory = Object.entries(paramsOf(id)).filter(([, p]) => p.required || p.onWire);
  const values = mandatory.map(([name, p]): [string, unknown] => [
    name,
    p.required ? sampleOf(p.type.schema) : structuredClone(p.default),
  ]);
  return Object.fromEntries([['OP_ID', id], ...values]);
}

const KINDS: readonly (readonly [string, unknown])[] = [
  ['boolean', true],
  ['integer', 7],
  ['number', 0.5],
  ['string', 'nonsense'],
  ['array', [[[1]]]],
  ['object', { x: { y: [] } }],
];

/** A value of each JSON kind that the type does not let in; null is left out, it stands for "not given". */
export function valueOtherThan(type: AnyType): unknown[] {
  const allowed = new Set<string>(type.kinds);
  if (allowed.has('any')) return [];
  if (allowed.has('number')) allowed.add('integer');
  const wrong = KINDS.filter(([kind]) => !allowed.has(kind)).map(([, value]) => value);
  return type.values ? [...wrong, 'nonsense'] : wrong;
}
