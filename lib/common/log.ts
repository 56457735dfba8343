import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** Paths of values that must never reach a log. */
const REDACT = [
  '*.osparams_private',
  '*.osparams_secret',
  'osparams_private',
  'osparams_secret',
  '*.password',
  '*.key',
];

export interface LogOptions {
  readonly name: string;
  readonly level?: string;
  readonly destination?: DestinationStream;
}

/** A logger for one program; components take children of it. */
export function createLogger({ name, level = 'info', destination }: LogOptions): Logger {
  const options = { name, level, redact: { paths: REDACT, censor: '<redacted>' } };
  return destination ? pino(options, destination) : pino(options);
}

/** A logger that says nothing, for tests. */
export const silentLogger: Logger = pino({ level: 'silent' });
