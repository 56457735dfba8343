/** Drivers of one kind by name. */
export interface Registry<T> {
  readonly names: readonly string[];
  /** The driver; throws when there is none of that name. */
  get(name: string): T;
}

/** A registry of the given drivers; `what` names their kind in the error for a name it lacks. */
export function createRegistry<T>(what: string, drivers: Readonly<Record<string, T>>): Registry<T> {
  return {
    names: Object.keys(drivers),
    get(name) {
      const driver = Object.hasOwn(drivers, name) ? drivers[name] : undefined;
      if (driver === undefined)
        throw new Error(`${what} '${name}' is not available on this node; it has ${Object.keys(drivers).join(', ')}`);
      return driver;
    },
  };
}
