import { BUILTIN_DATA_COLLECTOR_VERSION, MOND_DEFAULT_CATEGORY } from '@gnt/constants';
import { jsonText } from '@gnt/objects';
import { MOND_STATUS, type MondCollector } from '@gnt/protocol';

/** Health as a status report tells it. */
export interface Status {
  readonly code: (typeof MOND_STATUS)[keyof typeof MOND_STATUS];
  readonly message: string;
}

/** Healthy, nothing to say. */
export const STATUS_OK: Status = { code: MOND_STATUS.ok, message: '' };

/** The worst of several, with all they say; the last comes first and each on a line after an empty one, as there. */
export function mergedStatus(all: readonly Status[]): Status {
  const said = all.map((s) => s.message).filter((m) => m !== '');
  const code = all.reduce<Status['code']>((worst, s) => (s.code > worst ? s.code : worst), MOND_STATUS.ok);
  return { code, message: ['', ...said.reverse()].join('\n') };
}

/** What a report says when its collector failed: others must still be told. */
export function failureData(collector: Pick<MondCollector, 'kind'>, error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  return collector.kind === 1 ? { status: { code: MOND_STATUS.unknown, message } } : { error: message };
}

/** JSON text of a report. Its time is in nanoseconds, more than a number of JavaScript holds. */
export function reportText(name: string, collector: MondCollector, nowMs: number, data: unknown): string {
  const head = { name, version: BUILTIN_DATA_COLLECTOR_VERSION, format_version: 1 };
  const category = collector.category === MOND_DEFAULT_CATEGORY ? null : collector.category;
  const time = `"timestamp":${String(Math.round(nowMs * 1000))}000`;
  return `${jsonText(head).slice(0, -1)},${time},${jsonText({ category, kind: collector.kind, data }).slice(1)}`;
}
