import { INSTANCE_COMMUNICATION_NIC_PREFIX } from '@gnt/constants';
import { ganetiError } from '@gnt/protocol';

/** A JSON object. */
export type Dict = Readonly<Record<string, unknown>>;

/** What the node daemon has told of an instance: its configuration and the OS parameters of all kinds. */
export interface Guest {
  readonly name: string;
  readonly data: Dict;
}

/** Whether a value is a JSON object. */
export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(what: string): never {
  throw ganetiError('GenericError', [`Could not get instance parameters: ${what}`]);
}

/** The address of an instance's communication NIC; undefined without such a NIC. */
function communicationAddress(data: Dict): string | undefined {
  const { nics } = data;
  if (!Array.isArray(nics)) refuse("'nics' is not a list");
  for (const nic of nics as unknown[]) {
    if (!isDict(nic)) refuse('a NIC is not a dictionary');
    const { name, ip } = nic;
    if (typeof name !== 'string' || !name.startsWith(INSTANCE_COMMUNICATION_NIC_PREFIX)) continue;
    if (typeof ip !== 'string') refuse('the communication NIC has no IP address');
    return ip;
  }
  return undefined;
}

/** The guests that may ask, by the address they ask from. */
export class Guests {
  readonly #byAddress = new Map<string, Guest>();

  /**
   * Takes an instance as the node daemon tells it, in place of all that was known of it and of its address; the result
   * says under which address, undefined when it has no communication NIC (any more). Throws on anything else.
   */
  update(instance: unknown): { readonly name: string; readonly address: string | undefined } {
    if (!isDict(instance)) refuse('a dictionary is expected');
    const { name } = instance;
    if (typeof name !== 'string') refuse('the name is not a string');
    const address = communicationAddress(instance);
    for (const [known, guest] of this.#byAddress) if (guest.name === name) this.#byAddress.delete(known);
    if (address !== undefined) this.#byAddress.set(address, { name, data: instance });
    return { name, address };
  }

  /** The guest behind a client's address, which may be an IPv4 address in the form of an IPv6 one. */
  find(client: string): Guest | undefined {
    return this.#byAddress.get(client.replace(/^::ffff:(?=\d+\.)/i, ''));
  }
}
