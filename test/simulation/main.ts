import { simulate } from './run.js';

/** Command line of scripts/simulate.mjs. */
export async function main(argv: readonly string[]): Promise<number> {
  const option = (name: string): string | undefined => {
    const at = argv.indexOf(`--${name}`);
    return at < 0 ? undefined : argv[at + 1];
  };
  const steps = Number(option('steps') ?? 200);
  const [from = 1, to = from] = (option('seeds') ?? option('seed') ?? '1').split('..').map(Number);
  let failed = 0;
  const started = process.hrtime.bigint();
  for (let seed = from; seed <= to; seed += 1) {
    const outcome = await simulate(String(seed), steps, { verbose: argv.includes('--verbose') });
    if (argv.includes('--verbose')) console.log(outcome.all.join('\n'));
    else if (argv.includes('--trace')) console.log(outcome.trace.join('\n'));
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    if (outcome.violation || from === to)
      console.log(`seed ${seed}: ${outcome.violation?.message ?? 'ok'} (${outcome.jobs} jobs, ${outcome.events} events, ${outcome.digest.slice(0, 12)}, ${Math.round(ms)} ms)`);
    if (outcome.violation) failed += 1;
  }
  console.log(`${to - from + 1} runs, ${failed} failed, ${Math.round(Number(process.hrtime.bigint() - started) / 1e6)} ms`);
  return failed > 0 ? 1 : 0;
}
