import { GanetiError } from '@gnt/protocol';

/** A block device cannot do what was asked. */
export class BlockDeviceError extends GanetiError {
  constructor(message: string, options?: ErrorOptions) {
    super('BlockDeviceError', [message], options);
  }
}
