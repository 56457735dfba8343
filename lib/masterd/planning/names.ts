import { INSTANCE_COMMUNICATION_NIC_PREFIX } from '@gnt/constants';
import { ECODE_INVAL, ECODE_NOTUNIQUE, OpPrereqError } from '@gnt/protocol';
import type { Parameters } from './objects.js';

const HOST_NAME = /^[a-z0-9._-]{1,255}$/;

/** A host name in lower case without a dot at its end; refuses what can be none. */
export function normalHostName(name: string): string {
  const lower = name.toLowerCase();
  if (!HOST_NAME.test(lower) || lower.includes('..') || lower.startsWith('.')) {
    throw new OpPrereqError(`Invalid hostname '${lower}'`, ECODE_INVAL);
  }
  return lower.replace(/\.$/, '');
}

/** Refuses device names that are numbers (they would be taken for an index) or used twice. */
export function checkDeviceNames(kind: 'NIC' | 'disk', devices: readonly Parameters[]): void {
  const seen = new Set<string>();
  for (const { name } of devices) {
    if (typeof name !== 'string' || name.toLowerCase() === 'none') continue;
    if (/^\s*[+-]?\d+\s*$/.test(name)) {
      throw new OpPrereqError(`Invalid name '${name}': a ${kind} needs more than digits in its name`, ECODE_INVAL);
    }
    if (seen.has(name)) throw new OpPrereqError(`${kind} name '${name}' already used`, ECODE_NOTUNIQUE);
    seen.add(name);
  }
}

/** Name of the card through which an instance reaches the metadata daemon. */
export function communicationNicName(instance: string): string {
  return INSTANCE_COMMUNICATION_NIC_PREFIX + instance;
}
