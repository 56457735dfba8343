import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { simulate, type Outcome } from './run.js';
import { shrink } from './shrink.js';
import { STEP_KINDS } from './steps.js';

interface Options {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  /** Take no new seed after so many minutes. */
  readonly minutes: number;
  readonly processes: number;
  /** This process takes each n-th seed only. */
  readonly part: readonly [index: number, of: number];
  readonly verbose: boolean;
  readonly trace: boolean;
  /** Stop at the first failure. */
  readonly first: boolean;
  /** Kinds of steps to leave out. */
  readonly without: readonly string[];
}

function kinds(text: string | undefined): string[] {
  const names = text === undefined ? [] : text.split(',');
  const unknown = names.filter((n) => !STEP_KINDS.includes(n));
  if (unknown.length > 0)
    throw new Error(`--without: no such kind of step: ${unknown.join(', ')}; there are ${STEP_KINDS.join(', ')}`);
  return names;
}

function parse(argv: readonly string[]): Options {
  const value = (name: string): string | undefined => {
    const at = argv.indexOf(`--${name}`);
    return at < 0 ? undefined : argv[at + 1];
  };
  const number = (name: string, otherwise: number): number => {
    const given = Number(value(name) ?? otherwise);
    if (Number.isNaN(given)) throw new Error(`--${name} needs a number`);
    return given;
  };
  const minutes = number('minutes', Infinity);
  const range = value('seeds') ?? (minutes === Infinity ? (value('seed') ?? '1') : '1..1000000000');
  const [from = NaN, to = from] = range.split('..').map(Number);
  if (Number.isNaN(from) || Number.isNaN(to)) throw new Error(`'${range}' is no seed and no range of seeds (1..500)`);
  const [index = 0, of = 1] = (value('part') ?? '0/1').split('/').map(Number);
  return {
    from,
    to,
    steps: number('steps', 200),
    minutes,
    processes: number('jobs', 1),
    part: [index, of],
    verbose: argv.includes('--verbose'),
    trace: argv.includes('--trace'),
    first: argv.includes('--first'),
    without: kinds(value('without')),
  };
}

interface Tally {
  runs: number;
  events: number;
  jobs: number;
  failed: { readonly seed: number; readonly message: string }[];
}

/** Runs seeds one after the other; each failure is told at once. */
async function runSeeds(options: Options): Promise<Tally> {
  const { from, to, steps, minutes, part } = options;
  const tally: Tally = { runs: 0, events: 0, jobs: 0, failed: [] };
  const deadline = performance.now() + minutes * 60_000;
  for (let seed = from + part[0]; seed <= to && performance.now() < deadline; seed += part[1]) {
    const outcome = await simulate(String(seed), steps, { without: options.without });
    tally.runs += 1;
    tally.events += outcome.events;
    tally.jobs += outcome.jobs;
    if (!outcome.violation) continue;
    tally.failed.push({ seed, message: outcome.violation.message });
    console.log(`seed ${seed}: ${outcome.violation.message}`);
    if (options.first) break;
  }
  return tally;
}

/** Megabytes for what lives shortly: a run makes much of that, and collecting it less often takes less time. */
const YOUNG_MB = 32;

/** Shares the seeds among processes of the same command line. */
async function runProcesses(options: Options, argv: readonly string[]): Promise<Tally> {
  const total: Tally = { runs: 0, events: 0, jobs: 0, failed: [] };
  const one = async (index: number): Promise<void> => {
    const [script = ''] = process.argv.slice(1);
    const flags = [`--max-semi-space-size=${YOUNG_MB}`, script, ...argv];
    const child = spawn(process.execPath, [...flags, '--part', `${index}/${options.processes}`, '--tally'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    let counted = false;
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith('{')) {
        console.log(line);
        continue;
      }
      const { runs, events, jobs, failed } = JSON.parse(line) as Tally;
      total.runs += runs;
      total.events += events;
      total.jobs += jobs;
      total.failed.push(...failed);
      counted = true;
    }
    await ended;
    if (!counted) throw new Error(`process ${index} of the simulation ended before its work was done`);
  };
  await Promise.all(Array.from({ length: options.processes }, (_, i) => one(i)));
  return total;
}

async function explain(seed: number, { steps, without }: Options): Promise<void> {
  const short = await shrink(await simulate(String(seed), steps, { without }));
  console.log(`\nseed ${seed}, the shortest way found (${short.taken} of ${steps} steps):`);
  console.log(short.trace.join('\n'));
}

async function runOne(options: Options): Promise<number> {
  const { from, steps, verbose, trace } = options;
  const outcome: Outcome = await simulate(String(from), steps, { verbose, without: options.without });
  if (verbose) console.log(outcome.all.join('\n'));
  else if (trace) console.log(outcome.trace.join('\n'));
  const { violation, jobs, events, digest } = outcome;
  if (violation && !verbose && !trace) await explain(from, options);
  console.log(
    `seed ${from}: ${violation?.message ?? 'ok'} (${jobs} jobs, ${events} events, digest ${digest.slice(0, 16)})`,
  );
  return violation ? 1 : 0;
}

/** The command line of scripts/simulate.mjs; resolves with the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const options = parse(argv);
  if (options.from === options.to) return runOne(options);
  if (argv.includes('--tally')) {
    console.log(JSON.stringify(await runSeeds(options)));
    return 0;
  }
  const started = performance.now();
  const tally = options.processes > 1 ? await runProcesses(options, argv) : await runSeeds(options);
  const seconds = (performance.now() - started) / 1000;
  const [first] = tally.failed.toSorted((a, b) => a.seed - b.seed);
  if (first && !options.first) await explain(first.seed, options);
  console.log(
    `simulated ${tally.runs} seeds of ${options.steps} steps in ${seconds.toFixed(0)} s (${tally.jobs} jobs, ${tally.events} events): ${tally.runs - tally.failed.length} passed, ${tally.failed.length} failed`,
  );
  return tally.failed.length > 0 ? 1 : 0;
}
