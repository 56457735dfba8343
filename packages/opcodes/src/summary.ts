import type { OpId } from './opcode.js';
import { definitionOf } from './opcode.js';

/** An opcode of any kind, as far as its summary needs it. */
export interface Summarisable {
  readonly OP_ID: OpId;
  readonly [parameter: string]: unknown;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  // 'None' for a value not given: the original prints it so (a job of OP_TEST_ALLOCATOR).
  if (value === null || value === undefined) return 'None';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the original shows for an opcode in job lists: INSTANCE_STARTUP(web1), TEST_DELAY(250000000 ns). */
export function summaryOf(op: Summarisable): string {
  const definition = definitionOf(op.OP_ID);
  const name = op.OP_ID.slice('OP_'.length);
  if (definition.summaryText) return `${name}(${definition.summaryText(op)})`;
  return definition.summaryField === null ? name : `${name}(${valueText(op[definition.summaryField])})`;
}

const TINY_PREFIXES = [
  ['CLUSTER_', 'C_'],
  ['GROUP_', 'G_'],
  ['NODE_', 'N_'],
  ['INSTANCE_', 'I_'],
] as const;

/** The short form, without the object: I_STARTUP. Names a job where space is short, as in process titles. */
export function tinySummaryOf(id: OpId): string {
  const name = id.slice('OP_'.length);
  const prefix = TINY_PREFIXES.find(([long]) => name.startsWith(long));
  return prefix ? prefix[1] + name.slice(prefix[0].length) : name;
}
