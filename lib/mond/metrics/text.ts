/** What a family of series measures. */
export type MetricType = 'gauge' | 'counter' | 'info' | 'histogram';

/** One series: its labels and its value now. */
export interface Sample {
  /** Of its name, in a family whose series have several. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Series of one name. */
export interface Family {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** What a scraper is told that it gets. */
export const CONTENT_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

const SUFFIX: Readonly<Record<MetricType, string>> = { gauge: '', counter: '_total', info: '_info', histogram: '' };

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function sampleText(name: string, { labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${String(value)}\n`;
}

/** The text form of OpenMetrics, with its end mark. A family without samples is left out. */
export function openMetrics(families: readonly Family[]): string {
  const parts = families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) => {
      const head = `# TYPE ${name} ${type}\n# HELP ${name} ${escaped(help)}\n`;
      return head + samples.map((sample) => sampleText(name + (sample.suffix ?? SUFFIX[type]), sample)).join('');
    });
  return `${parts.join('')}# EOF\n`;
}

/** A family of one series without labels. */
export function single(name: string, type: MetricType, help: string, value: number): Family {
  return { name, type, help, samples: [{ value }] };
}
