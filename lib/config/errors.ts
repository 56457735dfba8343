import { ganetiError, type GanetiError } from '@gnt/protocol';

/** The configuration is not what it should be, or a change would make it so. */
export function configurationError(message: string, cause?: unknown): GanetiError {
  return ganetiError('ConfigurationError', [message], cause === undefined ? undefined : { cause });
}

/** A resource is taken or promised to another job. */
export function reservationError(message: string): GanetiError {
  return ganetiError('ReservationError', [message]);
}

/** An address cannot be taken from, or given back to, a network. */
export function addressPoolError(message: string): GanetiError {
  return ganetiError('AddressPoolError', [message]);
}
