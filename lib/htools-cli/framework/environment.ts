import { readFileSync, writeFileSync } from 'node:fs';
import type { N1Rule } from '@gnt/htools';
import { systemClock, type Clock } from '../../common/clock.js';
import { systemRandom, type Random } from '../../common/random.js';
import { createResolver, type Resolver } from '../../common/resolver.js';
import type { Report } from './report.js';

/** What a program touches outside itself; handed in, so that tests can play it. */
export interface Environment {
  out(text: string): void;
  err(text: string): void;
  readText(path: string): string;
  readInput(): string;
  writeText(path: string, text: string): void;
  readonly clock: Clock;
  readonly random: Random;
  /** Calls back on SIGINT and SIGTERM instead of ending the program; the result stops that. */
  onSignals(handler: (signal: 'SIGINT' | 'SIGTERM') => void): () => void;
  /** Ends the program at once. */
  exit(code: number): never;
  /** How N+1 is judged as data are loaded; a comparison with the original's 3.0 asks for its rule. */
  readonly n1Rule: N1Rule;
  /** Turns names of nodes and clusters into addresses. */
  readonly resolver: Pick<Resolver, 'resolve'>;
  /** Environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** What a program works in: its surroundings, and the report that goes out in place of the text with --json. */
export interface Surroundings extends Environment {
  readonly report: Report;
}

/** The machine itself. */
export function systemEnvironment(): Environment {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readText: (path) => readFileSync(path, 'utf8'),
    readInput: () => readFileSync(0, 'utf8'),
    writeText: (path, text) => {
      writeFileSync(path, text);
    },
    clock: systemClock,
    random: systemRandom,
    onSignals: (handler) => {
      const [onInt, onTerm] = [
        (): void => {
          handler('SIGINT');
        },
        (): void => {
          handler('SIGTERM');
        },
      ];
      process.on('SIGINT', onInt).on('SIGTERM', onTerm);
      return () => process.off('SIGINT', onInt).off('SIGTERM', onTerm);
    },
    exit: (code) => process.exit(code),
    n1Rule: 'unallocated',
    resolver: createResolver(process.env),
    variables: process.env,
  };
}
