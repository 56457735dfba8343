import { readFilter, type Comparison, type Filter, type FilterValue } from '@gnt/protocol';
import type { OpInput, QueuedJob } from './job.js';

/** Whether a condition holds; undefined when it makes no sense for the job: the whole predicate then fails. */
type Verdict = boolean | undefined;
type Leaf = Extract<Filter, { readonly field: string }>;

/** Says of a job and the number that was the newest when the rule was made whether a predicate holds. */
export type Predicate = (job: Pick<QueuedJob, 'id' | 'ops'>, watermark: number) => boolean;

/** Makes a function of a predicate as the configuration has it; one that cannot be read holds for no job. */
export function compilePredicate([name, wire]: readonly [string, unknown]): Predicate {
  const filter = readOrNothing(wire);
  if (filter === undefined) return () => false;
  switch (name) {
    case 'jobid':
      return ({ id }, watermark) => evaluate(filter, (leaf) => ofJobId(leaf, id, watermark)) ?? false;
    case 'opcode':
      return ({ ops }) => ops.some(({ input }) => holdsForOpcode(filter, input));
    case 'reason':
      return ({ ops }) => ops.some(({ input }) => reasonsOf(input).some((reason) => holdsForReason(filter, reason)));
    default:
      return () => false;
  }
}

function readOrNothing(wire: unknown): Filter | undefined {
  try {
    return readFilter(wire);
  } catch {
    return undefined;
  }
}

/** Parts are asked in order until one decides; one that makes no sense before that spoils the whole, also under "!". */
function evaluate(filter: Filter, leaf: (condition: Leaf) => Verdict): Verdict {
  switch (filter.op) {
    case 'all':
      return true;
    case 'not': {
      const inner = evaluate(filter.filter, leaf);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
    case 'or': {
      const decisive = filter.op === 'or';
      for (const part of filter.filters) {
        const verdict = evaluate(part, leaf);
        if (verdict === undefined || verdict === decisive) return verdict;
      }
      return !decisive;
    }
    default:
      return leaf(filter);
  }
}

function ofJobId(leaf: Leaf, id: number, watermark: number): Verdict {
  if (leaf.op !== 'compare' || leaf.field !== 'id') return undefined;
  if (typeof leaf.value === 'number') return compare(leaf.comparison, id - leaf.value);
  return leaf.value === 'watermark' ? compare(leaf.comparison, id - watermark) : undefined;
}

function holdsForOpcode(filter: Filter, input: OpInput): boolean {
  return fieldsExist(filter, input) && (evaluate(filter, (leaf) => ofValue(leaf, valueAt(input, leaf.field))) ?? false);
}

/** A predicate about a parameter that the opcode lacks does not hold for it, whatever else it says. */
function fieldsExist(filter: Filter, input: OpInput): boolean {
  switch (filter.op) {
    case 'all':
      return true;
    case 'not':
      return fieldsExist(filter.filter, input);
    case 'and':
    case 'or':
      return filter.filters.every((part) => fieldsExist(part, input));
    default:
      return valueAt(input, filter.field) !== undefined;
  }
}

/** The parameter named, "a.b" being b of a; undefined when there is none or it is not set. */
function valueAt(input: OpInput, path: string): unknown {
  let value: unknown = input;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value ?? undefined;
}

const REASON_FIELDS = ['source', 'reason', 'timestamp'];

/**
 * Also regular expressions, which the original documents for reasons (man gnt-filter, design-optables) and whose
 * scheduler does not honour.
 */
function holdsForReason(filter: Filter, reason: readonly unknown[]): boolean {
  const verdict = evaluate(filter, (leaf) => {
    const at = REASON_FIELDS.indexOf(leaf.field);
    return at < 0 ? undefined : ofValue(leaf, reason[at]);
  });
  return verdict ?? false;
}

/** The entries of the opcode's reason trail. */
export function reasonsOf(input: OpInput): (readonly unknown[])[] {
  const trail = input['reason'];
  return Array.isArray(trail) ? trail.filter((entry): entry is unknown[] => Array.isArray(entry)) : [];
}

function ofValue(leaf: Leaf, value: unknown): Verdict {
  switch (leaf.op) {
    case 'true':
      return typeof value === 'boolean' ? value : undefined;
    case 'regex':
      return typeof value === 'string' ? leaf.regex.test(value) : undefined;
    case 'contains':
      return Array.isArray(value) ? value.includes(leaf.value) : undefined;
    case 'compare':
      return compareValues(leaf.comparison, value, leaf.value);
  }
}

/** Values of different kinds are never equal; they are ordered by kind, as the original's JSON values are. */
function compareValues(comparison: Comparison, value: unknown, constant: FilterValue): boolean {
  if (typeof value === 'number' && typeof constant === 'number') return compare(comparison, value - constant);
  if (typeof value === 'string' && typeof constant === 'string') {
    return compare(comparison, value === constant ? 0 : value < constant ? -1 : 1);
  }
  return compare(comparison, kindOf(value) < kindOf(constant) ? -1 : 1);
}

function kindOf(value: unknown): number {
  if (value === null || value === undefined) return 0;
  const kinds: readonly string[] = ['boolean', 'number', 'string'];
  const kind = kinds.indexOf(typeof value);
  return kind < 0 ? kinds.length + 1 : kind + 1;
}

function compare(comparison: Comparison, difference: number): boolean {
  switch (comparison) {
    case '==':
      return difference === 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
  }
}
