/** The event of a QMP line (QEMU docs/interop/qmp-spec); undefined for greetings, answers and what is not the protocol. */
function eventOf(
  line: string,
): { readonly name: string; readonly data: Readonly<Record<string, unknown>> } | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null || !('event' in message)) return undefined;
  const { event, data } = message as { event: unknown; data?: unknown };
  if (typeof event !== 'string') return undefined;
  const details = typeof data === 'object' && data !== null ? data : {};
  return { name: event, data: details as Readonly<Record<string, unknown>> };
}

/**
 * Judges from a guest's events why it ends. It was its user's doing when the guest shut down, was not asked to
 * (POWERDOWN: the power button) and was not stopped (STOP: a migration); as in the original (`src/Ganeti/Kvmd.hs`).
 * Two things are finer here: a guest that went on (RESUME) is not stopped any more, and QEMU's word that something other
 * than the guest ended it (`guest: false`, after a signal or `quit`) is believed.
 */
export class ShutdownCause {
  #powerButton = false;
  #stopped = false;
  #shutdown = false;

  /** Takes one line from QEMU. */
  hear(line: string): void {
    const event = eventOf(line);
    switch (event?.name) {
      case 'POWERDOWN':
        this.#powerButton = true;
        break;
      case 'STOP':
        this.#stopped = true;
        break;
      case 'RESUME':
        this.#stopped = false;
        break;
      case 'SHUTDOWN':
        this.#shutdown = event.data['guest'] !== false;
        break;
      case undefined:
      default:
    }
  }

  /** Whether, by all heard so far, the guest's user has switched it off. */
  get byUser(): boolean {
    return this.#shutdown && !this.#powerButton && !this.#stopped;
  }
}
