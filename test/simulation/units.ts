import type { LockLevel } from '@gnt/constants';
import type { ConfigData } from '@gnt/objects';
import type { OpId } from '@gnt/opcodes';
import type { ConfigStore } from '../../lib/config/interface.js';
import {
  ALL_SET,
  type LockNeed,
  type LogicalUnit,
  type LogicalUnitClass,
  type LuContext,
} from '../../lib/masterd/cmdlib/base.js';
import { logicalUnits } from '../../lib/masterd/cmdlib/registry.js';
import type { Observer } from './observer.js';

interface Claim {
  readonly level: LockLevel;
  /** "*" stands for all of the level. */
  readonly names: Set<string>;
  shared: boolean;
}

function overlap(a: Claim, b: Claim): string | undefined {
  if (a.level !== b.level || (a.shared && b.shared)) return undefined;
  if (a.names.has('*')) return [...b.names][0];
  if (b.names.has('*')) return [...a.names][0];
  return [...a.names].find((name) => b.names.has(name));
}

/**
 * Watches the logical units of one master from inside: what a unit asked to lock must be its own while it works, and a
 * change of the configuration that was confirmed to it must be committed.
 */
export class UnitWatch {
  readonly #observer: Observer;
  /** Claims of the units at work, by job. */
  readonly #claims = new Map<string, Claim[]>();
  /** Highest serial number of a confirmed configuration. */
  confirmedSerial = 0;

  constructor(observer: Observer) {
    this.#observer = observer;
  }

  /** Jobs whose units hold locks at present. */
  get atWork(): readonly string[] {
    return [...this.#claims.keys()];
  }

  /** The unit of an opcode, watched. */
  readonly units = (id: OpId): LogicalUnitClass | undefined => {
    const plain = logicalUnits[id];
    return plain && this.#watched(plain);
  };

  #watched(plain: LogicalUnitClass): LogicalUnitClass {
    const make = (op: never, ctx: LuContext): LogicalUnit => this.#unit(new plain(op, this.#context(ctx)), ctx);
    return new Proxy(plain, { construct: (_target, [op, ctx]: [never, LuContext]) => make(op, ctx) });
  }

  #unit(unit: LogicalUnit, { owner, locks }: LuContext): LogicalUnit {
    const claims: Claim[] = [];
    const claim = (level: LockLevel, need: LockNeed): void => {
      const { names, shared, opportunistic } = need;
      const list = opportunistic ? undefined : names === ALL_SET ? ['*'] : names;
      claims.push({ level, names: new Set(list ?? []), shared });
    };
    const expandNames = unit.expandNames.bind(unit);
    unit.expandNames = async () => {
      const needs = await expandNames();
      for (const [level, need] of Object.entries(needs)) if (need !== 'later') claim(level as LockLevel, need);
      return needs;
    };
    const declareLocks = unit.declareLocks.bind(unit);
    unit.declareLocks = (level) => {
      const need = declareLocks(level);
      if (need) claim(level, need);
      return need;
    };
    const checkPrereq = unit.checkPrereq.bind(unit);
    unit.checkPrereq = async () => {
      for (const c of claims) if (c.names.size === 0) for (const name of locks.list(c.level)) c.names.add(name);
      this.#begin(owner, claims);
      try {
        return await checkPrereq();
      } finally {
        // Between the phases hooks run, and the processor may give the job up.
        this.#claims.delete(owner);
      }
    };
    const exec = unit.exec.bind(unit);
    unit.exec = async (prereq) => {
      this.#begin(owner, claims);
      try {
        return await exec(prereq);
      } finally {
        this.#claims.delete(owner);
      }
    };
    return unit;
  }

  #begin(owner: string, claims: Claim[]): void {
    for (const [other, theirs] of this.#claims) {
      if (other === owner) continue;
      for (const a of claims)
        for (const b of theirs) {
          const name = overlap(a, b);
          if (name !== undefined)
            this.#observer.broken(
              'locks are exclusive',
              `jobs ${other} and ${owner} both work with ${a.level}/${name}`,
            );
        }
    }
    this.#claims.set(owner, claims);
  }

  #context(ctx: LuContext): LuContext {
    const { owner, locks } = ctx;
    const mine = (level: LockLevel): Claim[] => (this.#claims.get(owner) ?? []).filter((c) => c.level === level);
    return {
      ...ctx,
      cfg: this.#config(ctx.cfg, owner),
      locks: {
        list: (level) => locks.list(level),
        owns: (level, name) => locks.owns(level, name),
        release: async (level, names) => {
          for (const c of mine(level)) {
            if (names === undefined) c.names.clear();
            else if (c.names.has('*')) c.names.clear();
            else for (const name of names) c.names.delete(name);
          }
          await locks.release(level, names);
        },
        downgrade: async (level, names) => {
          for (const c of mine(level)) c.shared = true;
          await locks.downgrade(level, names);
        },
      },
    };
  }

  #config(cfg: ConfigStore, owner: string): ConfigStore {
    return {
      get snapshot() {
        return cfg.snapshot;
      },
      get reservations() {
        return cfg.reservations;
      },
      redistribute: () => cfg.redistribute(),
      update: async <T>(change: (draft: ConfigData) => T): Promise<T> => {
        const done = cfg.update(change);
        // A change of nothing, right behind: it sees the serial number that this one gave.
        let serial = 0;
        const look = cfg.update((draft) => {
          serial = draft.serial_no;
        });
        look.catch(() => undefined);
        const result = await done;
        if (cfg.snapshot.serial_no < serial) {
          this.#observer.broken(
            'a confirmed change is committed',
            `job ${owner} was told that its change is done at serial ${serial}, the configuration is at ${cfg.snapshot.serial_no}`,
          );
        }
        this.confirmedSerial = Math.max(this.confirmedSerial, serial);
        return result;
      },
    };
  }
}
