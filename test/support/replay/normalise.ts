/** What differs from run to run, or is prose, replaced; what a program may rely on stays. */

/** The recordings were made with a release candidate; which source something was built from is ours anyway. */
const VERSIONS = ['software_version', 'vcs_version'];
const REFUSAL = 'Failed to parse request: ';

function isTime(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isInteger) && (value[0] as number) > 1e9;
}

/** A line of a job's log: number, time, kind, text. */
function isLogEntry(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length === 4 && isTime(value[1]) && value[2] === 'message';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function generic(value: unknown): unknown {
  if (isTime(value)) return 'TIME';
  if (isLogEntry(value)) return [value[0], 'TIME', value[2], 'TEXT'];
  if (Array.isArray(value)) return value.map(generic);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      // Descriptions of fields are our own words.
      .filter(([key]) => key !== 'doc')
      .map(([key, v]) => [key, VERSIONS.includes(key) ? 'VERSION' : generic(v)]),
  );
}

/** [class, [message, more...]]: the message is prose, the class and what follows are not. */
function errorOf(result: unknown): unknown {
  if (typeof result === 'string') return result.startsWith(REFUSAL) ? `${REFUSAL}WHY` : result;
  if (!Array.isArray(result) || !Array.isArray(result[1])) return result;
  const [className, [, ...rest]] = result as [unknown, unknown[]];
  return [className, ['MESSAGE', ...rest]];
}

/** An answer as far as it can be compared; null for a closed connection. */
export function normalised(answer: string | null): unknown {
  if (answer === null) return null;
  const { success, result, ...more } = JSON.parse(answer) as Record<string, unknown>;
  return { success, result: success === true ? generic(result) : errorOf(result), ...more };
}

/** Job numbers and UUIDs of the recording -> ours. */
export class Names {
  readonly #ours = new Map<string, string>();

  /** Learns from two results of the same request. */
  learn(method: string, recorded: unknown, ours: unknown): void {
    if (method === 'SubmitManyJobs' && Array.isArray(recorded) && Array.isArray(ours)) {
      for (const [i, row] of recorded.entries())
        this.pair((row as unknown[])[1], (ours[i] as unknown[] | undefined)?.[1]);
    } else if (method.startsWith('SubmitJob') || method === 'ReplaceFilter') this.pair(recorded, ours);
  }

  /** One name that is known to stand for another. */
  pair(recorded: unknown, ours: unknown): void {
    if (/^(\d{3}|[0-9a-f-]{36})$/.test(String(recorded))) this.#ours.set(String(recorded), String(ours));
  }

  /** Recorded text with our names. */
  translate(text: string): string {
    return text.replace(/\b(\d{3}|[0-9a-f]{8}-[0-9a-f-]{27})\b/g, (name) => this.#ours.get(name) ?? name);
  }
}
