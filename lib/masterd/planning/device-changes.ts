import { DDM_ADD, DDM_ATTACH, DDM_DETACH, DDM_MODIFY, DDM_REMOVE } from '@gnt/constants';
import { ECODE_INVAL, ECODE_NOENT, OpPrereqError } from '@gnt/protocol';
import type { Parameters } from './objects.js';

export type DeviceKind = 'NIC' | 'disk';
type Action = typeof DDM_ADD | typeof DDM_ATTACH | typeof DDM_DETACH | typeof DDM_MODIFY | typeof DDM_REMOVE;

/** One change to the devices of an instance. */
export interface DeviceChange {
  readonly action: Action;
  /** An index, -1 for the end, or a name or UUID. */
  readonly target: number | string;
  readonly params: Parameters;
}

/** What is told of a change to whoever asked for it. */
export type ChangeRow = readonly [what: string, value: unknown];

interface Named {
  readonly uuid: string;
  readonly name?: string | null;
}

const NEEDS_NO_PARAMS: readonly string[] = [DDM_REMOVE, DDM_DETACH];

/** Changes in the long form, whichever form they were given in; refuses what makes no sense. */
export function deviceChanges(kind: DeviceKind, given: readonly (readonly unknown[])[]): DeviceChange[] {
  const long = given.length > 0 && given[0]?.length === 2 ? fromShort(kind, given) : given;
  return long.map(([action, target, params]) => {
    const change = {
      action: action as Action,
      target: target as number | string,
      params: (params ?? {}) as Parameters,
    };
    if (NEEDS_NO_PARAMS.includes(change.action) && Object.keys(change.params).length > 0) {
      throw new OpPrereqError(`To remove or detach a ${kind} takes no settings`, ECODE_INVAL);
    }
    return change;
  });
}

function fromShort(kind: DeviceKind, given: readonly (readonly unknown[])[]): (readonly unknown[])[] {
  const words = given.filter(([word]) => typeof word === 'string');
  if (words.length > 1) {
    throw new OpPrereqError(`Add, attach, remove or detach one ${kind} at a time`, ECODE_INVAL);
  }
  return given.map(([word, params]) => (typeof word === 'string' ? [word, -1, params] : [DDM_MODIFY, word, params]));
}

function indexIn(target: number | string): number | undefined {
  if (typeof target === 'number') return target;
  return /^\s*[+-]?\d+\s*$/.test(target) ? Number(target) : undefined;
}

/** Where a new device goes. */
export function placeFor(kind: DeviceKind, target: number | string, count: number): number {
  const index = indexIn(target);
  if (index === undefined) throw new OpPrereqError('Only positive integer or -1 is accepted', ECODE_INVAL);
  if (index === -1) return count;
  if (index >= 0 && index <= count) return index;
  throw new OpPrereqError(`Got ${kind} index ${index}, but there are only ${count}`, ECODE_INVAL);
}

/** Which device is meant. */
export function placeOf(kind: DeviceKind, target: number | string, devices: readonly Named[]): number {
  const index = indexIn(target);
  if (index === undefined) {
    const found = devices.findIndex((d) => d.uuid === target || d.name === target);
    if (found >= 0) return found;
    throw new OpPrereqError(`Cannot find ${kind} with identifier ${target}`, ECODE_NOENT);
  }
  const place = index === -1 ? devices.length - 1 : index;
  if (place >= 0 && place < devices.length) return place;
  throw new OpPrereqError(`Got ${kind} index ${index}, but there are only ${devices.length}`, ECODE_INVAL);
}

/** How changes of one kind of device are made; each tells what it changed. */
export interface DeviceActions<T> {
  add(index: number, params: Parameters): Promise<readonly [T, readonly ChangeRow[]]>;
  attach(index: number, params: Parameters): Promise<readonly [T, readonly ChangeRow[]]>;
  /** After a device was put in its place. */
  placed?(device: T): Promise<void>;
  modify(index: number, device: T, params: Parameters): Promise<readonly [T, readonly ChangeRow[]]>;
  /** A word on how it went beside "remove", if there is one. */
  remove(index: number, device: T): Promise<string | undefined>;
  detach(index: number, device: T): Promise<string | undefined>;
}

/** Carries out changes one after the other, each on what the one before left. */
export async function applyChanges<T extends Named>(
  kind: DeviceKind,
  devices: readonly T[],
  changes: readonly DeviceChange[],
  actions: DeviceActions<T>,
): Promise<{ readonly devices: T[]; readonly rows: ChangeRow[] }> {
  const result = [...devices];
  const rows: ChangeRow[] = [];
  for (const { action, target, params } of changes) {
    if (action === DDM_ADD || action === DDM_ATTACH) {
      const index = placeFor(kind, target, result.length);
      const [device, said] = await (action === DDM_ADD ? actions.add(index, params) : actions.attach(index, params));
      result.splice(index, 0, device);
      rows.push(...said);
      await actions.placed?.(device);
      continue;
    }
    const index = placeOf(kind, target, result);
    const device = result[index] as T;
    if (action === DDM_MODIFY) {
      const [changed, said] = await actions.modify(index, device, params);
      result[index] = changed;
      rows.push(...said);
      continue;
    }
    const how = await (action === DDM_REMOVE ? actions.remove(index, device) : actions.detach(index, device));
    rows.push([`${kind}/${index}`, action], ...(how ? [[`${kind}/${index}`, how] as const] : []));
    result.splice(index, 1);
  }
  return { devices: result, rows };
}
