import { GanetiError } from '@gnt/protocol';

/** A hypervisor cannot do what was asked. */
export class HypervisorError extends GanetiError {
  constructor(message: string, options?: ErrorOptions) {
    super('HypervisorError', [message], options);
  }
}

/** A device of a running instance cannot be added, removed or changed. */
export class HotplugError extends GanetiError {
  constructor(message: string, options?: ErrorOptions) {
    super('HotplugError', [message], options);
  }
}

/** The words of anything that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
