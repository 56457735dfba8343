import { repr, str } from '../output/python.js';
import type { Formatters } from '../output/query.js';
import { formatSplitTime } from '../output/time.js';

const times = { text: (values: unknown) => repr((values as unknown[]).map(formatSplitTime)) };

/** How the columns of jobs are shown where their kind does not tell. */
export const JOB_FORMATTERS: Formatters = {
  status: { text: str },
  summary: { text: (parts) => (parts as string[]).join(',') },
  opstart: times,
  opexec: times,
  opend: times,
};
