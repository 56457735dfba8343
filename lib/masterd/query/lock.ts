import { LOCKSET_NAME } from '@gnt/constants';
import { compareNicely } from '@gnt/objects';
import type { LockReport } from '../locking/manager.js';
import { configField, liveField, type Field } from './define.js';
import { defineResource } from './engine.js';
import { normal } from './entry.js';

const fields: Field<LockReport, LockReport>[] = [
  configField({
    name: 'name',
    title: 'Name',
    kind: 'other',
    doc: 'Level and name of the lock',
    get: (lock) => normal(lock.name),
  }),
  liveField({
    name: 'mode',
    title: 'Mode',
    kind: 'other',
    doc: 'How it is held: exclusive or shared; nothing when it is free',
    getLive: (lock) => normal(lock.mode),
  }),
  liveField({
    name: 'owner',
    title: 'Owner',
    kind: 'other',
    doc: 'Numbers of the jobs that hold it',
    getLive: (lock) => normal(lock.owners),
  }),
  liveField({
    name: 'pending',
    title: 'Pending',
    kind: 'other',
    doc: 'Who waits for it, and how they want it',
    getLive: (lock) => normal(lock.pending.map(([mode, owner]) => [mode, [owner]])),
  }),
];

/** As in the original, the set of a level of which a lock is held is listed too, held by nobody. */
function withLockSets(locks: readonly LockReport[]): LockReport[] {
  const known = new Set(locks.map((lock) => lock.name));
  const levels = locks.filter((lock) => lock.mode !== null).map((lock) => lock.name.slice(0, lock.name.indexOf('/')));
  const sets = [...new Set(levels)].map((level) => `${level}/${LOCKSET_NAME}`).filter((name) => !known.has(name));
  return [...locks, ...sets.map((name) => ({ name, mode: null, owners: [], pending: [] }))];
}

/** Locks that are held or waited for. */
export const lockResource = defineResource<LockReport, LockReport>({
  name: 'lock',
  via: 'luxi',
  nameField: 'name',
  uuidField: 'name',
  fields,
  items: ({ sources }) => withLockSets(sources.locks.report()).sort((a, b) => compareNicely(a.name, b.name)),
  collect: (locks) => Promise.resolve(locks.map((lock) => [lock, lock] as const)),
});
