import { parseArgs } from 'node:util';

/** What cfgupgrade is told on its command line. */
export interface CfgupgradeOptions {
  readonly dryRun: boolean;
  readonly force: boolean;
  /** Messages shown: 0 warnings, 1 information. */
  readonly verbosity: number;
  readonly ignoreHostname: boolean;
  /** Directories of state and of configuration; undefined for the node's own. */
  readonly path: string | undefined;
  readonly confdir: string | undefined;
  readonly noVerify: boolean;
  readonly downgrade: boolean;
  readonly help: boolean;
}

/** The options, as `scripts/describe.mjs` lists them and `parseOptions` takes them. */
export const CFGUPGRADE_OPTIONS = {
  help: { type: 'boolean', short: 'h', doc: 'show this text and exit' },
  'dry-run': { type: 'boolean', doc: 'do everything but write' },
  force: { type: 'boolean', short: 'f', doc: 'do not ask for confirmation' },
  debug: { type: 'boolean', short: 'd', multiple: true, doc: 'show everything that is done' },
  verbose: { type: 'boolean', short: 'v', doc: 'show what is changed' },
  'ignore-hostname': { type: 'boolean', doc: 'work on a machine that is not the master' },
  path: { type: 'string', doc: 'the directory of config.data' },
  confdir: { type: 'string', doc: 'the directory of file-storage-paths' },
  'no-verify': { type: 'boolean', doc: 'do not load and verify the result' },
  downgrade: { type: 'boolean', doc: 'go back to the version before this one' },
} as const;

/** Every way of writing its options. */
export function cfgupgradeFlags(): string[] {
  return Object.entries(CFGUPGRADE_OPTIONS).flatMap(([name, option]) =>
    'short' in option ? [`-${option.short}`, `--${name}`] : [`--${name}`],
  );
}

/** Usage and options, a line each. */
export function usage(): string {
  const lines = Object.entries(CFGUPGRADE_OPTIONS).map(([name, option]) => {
    const short = 'short' in option ? `-${option.short}, ` : '';
    const flag = `  ${short}--${name}${option.type === 'string' ? '=DIR' : ''}`;
    return `${flag.padEnd(26)}${option.doc}`;
  });
  return ['Usage: cfgupgrade [--debug|--verbose] [--force]', '', 'Options:', ...lines].join('\n');
}

/** Reads the arguments; throws an Error that names the one that is wrong. */
export function parseOptions(argv: readonly string[]): CfgupgradeOptions {
  const { values } = parseArgs({ args: [...argv], options: CFGUPGRADE_OPTIONS, allowPositionals: false, strict: true });
  return {
    dryRun: values['dry-run'] ?? false,
    force: values.force ?? false,
    verbosity: (values.debug ?? []).length > 0 || values.verbose === true ? 1 : 0,
    ignoreHostname: values['ignore-hostname'] ?? false,
    path: values.path,
    confdir: values.confdir,
    noVerify: values['no-verify'] ?? false,
    downgrade: values.downgrade ?? false,
    help: values.help ?? false,
  };
}
