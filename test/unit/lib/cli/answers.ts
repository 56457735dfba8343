import type { FakeLuxi } from './fake-luxi.js';
import type { Exchange } from './recordings.js';

/** An answer to a method, whatever its arguments. */
export function answer(method: string, result: unknown): Exchange {
  return { method, args: ['any'], answer: JSON.stringify({ success: true, result }) };
}

/** What a master answers to a command that submits one job, which succeeds. */
export function jobAnswers(id: number, results: readonly unknown[]): Exchange[] {
  return [
    answer('SubmitJob', id),
    answer('SubmitManyJobs', [[true, id]]),
    answer('WaitForJobChange', [['success'], []]),
    answer('QueryJobs', [['success', ['success'], results]]),
  ];
}

/** The opcodes that were submitted, as they were sent. */
export function submitted(luxi: FakeLuxi): Record<string, unknown>[] {
  return luxi.sent.flatMap(({ method, args }) => {
    if (method === 'SubmitJob' || method === 'SubmitJobToDrainedQueue') return args[0] as Record<string, unknown>[];
    return method === 'SubmitManyJobs' ? (args[0] as Record<string, unknown>[][]).flat() : [];
  });
}
