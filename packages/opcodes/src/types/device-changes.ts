import { DDMS_VALUES, DDMS_VALUES_WITH_MODIFY } from '@gnt/constants';
import { ht, type AnyType, type Infer, type Type } from '@gnt/ht';
import { diskParams } from './disk.js';
import { nicParams } from './nic.js';

/** Words of the short form of a change list. */
export const ddmSimple = ht.oneOf(DDMS_VALUES);

/** What to do to a device. */
export const ddmFull = ht.oneOf(DDMS_VALUES_WITH_MODIFY);

/** One change: what, which device (index, -1 for the last; or name or UUID), parameters. */
export type DeviceChange<P> = [Infer<typeof ddmFull>, number | string, P];
/** The form of 2.x clients: word or index, parameters. */
export type ShortDeviceChange<P> = [Infer<typeof ddmSimple> | number, P];

function deviceChanges<P>(parameters: Type<P>): Type<DeviceChange<P>[] | ShortDeviceChange<P>[]> {
  const full: AnyType = ht.tuple(ddmFull, ht.anyOf(ht.int, ht.string), parameters);
  const short: AnyType = ht.tuple(ht.anyOf(ddmSimple, ht.nonNegativeInt), parameters);
  const either = ht.anyOf(ht.list(full), ht.list(short));
  return {
    schema: either.schema,
    kinds: either.kinds,
    text: 'list of [change, index or name, parameters]',
  };
}

/** Changes to the network cards of an instance. */
export const nicChanges = deviceChanges(nicParams);

/** Changes to the disks of an instance. */
export const diskChanges = deviceChanges(diskParams);
