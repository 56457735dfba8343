/** Dynamic load of an instance, in units of the average load. */
export interface Utilisation {
  readonly cpu: number;
  readonly mem: number;
  readonly disk: number;
  readonly net: number;
}

/** The load assumed for an instance of which nothing is known. */
export const BASE_UTILISATION: Utilisation = { cpu: 1, mem: 1, disk: 1, net: 1 };

/** No load at all: what --ignore-dynu assumes. */
export const ZERO_UTILISATION: Utilisation = { cpu: 0, mem: 0, disk: 0, net: 0 };
