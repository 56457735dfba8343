import type { Disk, Instance, Node } from '@gnt/objects';
import type { Snapshot } from './snapshot.js';

/** An entry that is not there. Its text goes out in one of two forms, as there (Ganeti.Confd.Server): see `shown` and `message`. */
export class NoEntry extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'NoEntry';
  }

  /** The error as its constructor would be written. */
  get shown(): string {
    return `OpPrereqError ${JSON.stringify(this.message)} ECodeNoEnt`;
  }

  /** The error as it would be told to a user. */
  get told(): string {
    return `Failure: prerequisites not met for this operation:\nerror type: ECodeNoEnt, error details:\n${this.message}`;
  }
}

/** The one entry with the name, or else the one whose name begins with it and a dot. */
function byName<T>(kind: string, entries: ReadonlyMap<string, T>, name: string): T {
  const exact = entries.get(name);
  if (exact !== undefined) return exact;
  let found: T | undefined;
  for (const [full, entry] of entries) {
    if (!full.startsWith(`${name}.`)) continue;
    if (found !== undefined) throw new NoEntry(`${kind} name ${name} has multiple matches`);
    found = entry;
  }
  if (found === undefined) throw new NoEntry(`${kind} name ${name} not found`);
  return found;
}

function own<T>(objects: Readonly<Record<string, T>>, uuid: string): T | undefined {
  return Object.hasOwn(objects, uuid) ? objects[uuid] : undefined;
}

/** The node of a uuid, a name or the beginning of one. */
export function nodeOf({ config, nodesByName }: Snapshot, name: string): Node {
  return own(config.nodes, name) ?? byName('Node', nodesByName, name);
}

/** The instance of a uuid, a name or the beginning of one. */
export function instanceOf({ config, instancesByName }: Snapshot, name: string): Instance {
  return own(config.instances, name) ?? byName('Instance', instancesByName, name);
}

/** The disks of an instance, in order. */
export function disksOf({ config }: Snapshot, instance: Instance): Disk[] {
  const uuids = (instance.disks as readonly string[] | undefined) ?? [];
  return uuids.map((uuid) => {
    const disk = own(config.disks, uuid);
    if (disk === undefined) throw new NoEntry(`Disk uuid ${uuid} not found`);
    return disk;
  });
}
