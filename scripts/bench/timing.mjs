import { spawnSync } from 'node:child_process';

/** Middle value and extremes of some figures. */
export function summary(figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  const at = (q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  return { min: sorted[0], p50: at(0.5), p99: at(0.99), max: sorted.at(-1) };
}

/** Milliseconds of whole processes, the commands taking turns so that noise hits them alike. */
export function timeCommands(commands, rounds) {
  const times = commands.map(() => []);
  for (let i = 0; i < rounds + 1; i += 1) {
    for (const [k, [program, ...args]] of commands.entries()) {
      const started = performance.now();
      const done = spawnSync(program, args, { stdio: 'ignore' });
      if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${done.status}`);
      // The first round warms the page cache.
      if (i > 0) times[k].push(performance.now() - started);
    }
  }
  return times.map(summary);
}

/** Milliseconds of an asynchronous call, one after the other. */
export async function timeCalls(rounds, call) {
  const times = [];
  for (let i = 0; i < rounds; i += 1) {
    const started = performance.now();
    await call(i);
    times.push(performance.now() - started);
  }
  return summary(times);
}

export const ms = (n) => `${n.toFixed(n < 10 ? 2 : 0)} ms`;
