import type { Environment } from '../framework/environment.js';
import type { Options } from '../options/values.js';

const SCRIPT_START = [
  '#!/bin/sh',
  '',
  '# Moves instances so that the cluster is balanced; made by htools.',
  '',
  '# To stop it between two jobs: touch /tmp/stop-htools',
  '',
  'set -e',
  '',
  'check() {',
  '  if [ -f /tmp/stop-htools ]; then',
  "    echo 'Stop requested, exiting'",
  '    exit 0',
  '  fi',
  '}',
  '',
] as const;

/** Shows commands, or writes them to a file as a script, when --print-commands asks for it. */
export function showCommands(
  options: Options,
  env: Environment,
  lines: readonly string[],
  title = options.firstJobGroup ? 'First set of jobs:' : 'Commands to run to reach the above solution:',
): void {
  const path = options.showCommands;
  if (path === undefined) return;
  if (path === '-') {
    const shown = lines.filter((line) => line !== '  check').map((line) => `  ${line}\n`);
    env.out(`\n${title}\n${shown.join('')}`);
    return;
  }
  env.writeText(path, [...SCRIPT_START, ...lines].map((line) => `${line}\n`).join(''));
  env.out(`The commands have been written to file '${path}'\n`);
}
