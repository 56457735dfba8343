import type { Cluster } from '@gnt/objects';
import { ht, type Infer } from '@gnt/ht';
import { faultsOf } from '@gnt/ht/validate';
import { differencesOf, type Differences } from './bump.js';
import { freezeChanged } from './change.js';
import { configurationError } from './errors.js';
import { COLLECTIONS, Successor, type ConfigState, type Orders } from './state.js';

/** Kind of the journal records that change the configuration. */
export const CONFIG_KIND = 'config';

const objects = ht.dict(ht.maybe(ht.anyObject));
const configRecord = ht.record({
  serial_no: ht.int,
  mtime: ht.float,
  cluster: ht.optionalKey(ht.anyObject),
  nodes: ht.optionalKey(objects),
  nodegroups: ht.optionalKey(objects),
  instances: ht.optionalKey(objects),
  networks: ht.optionalKey(objects),
  disks: ht.optionalKey(objects),
  filters: ht.optionalKey(objects),
});
/** What one change makes of the configuration: whole objects, null for one that is gone. Applying it twice does no harm. */
export type ConfigRecord = Infer<typeof configRecord>;

/** The record of a change. */
export function recordOf(before: ConfigState, after: ConfigState, differences: Differences): ConfigRecord {
  const { serial_no, mtime, cluster } = after.data;
  const record: Record<string, unknown> = { serial_no, mtime };
  if (cluster !== before.data.cluster) record['cluster'] = cluster;
  for (const name of COLLECTIONS) {
    const { added, removed, changed } = differences[name];
    if (added.length + removed.length + changed.length === 0) continue;
    const put = [...added, ...changed].map((key) => [key, after.item(name, key)] as const);
    record[name] = Object.fromEntries([...put, ...removed.map((key) => [key, null] as const)]);
  }
  return record as ConfigRecord;
}

/** The data of a journal record as a record of the configuration; throws when it is none. */
export function parseConfigRecord(data: unknown): ConfigRecord {
  const [fault] = faultsOf(configRecord, data);
  if (fault)
    throw configurationError(`A record of the journal does not fit the configuration: ${fault.path} ${fault.message}`);
  return data as ConfigRecord;
}

/** The state after a record. */
export function applyConfigRecord(before: ConfigState, record: ConfigRecord): ConfigState {
  const after = new Successor(before, before.data);
  const orders: Orders = {};
  for (const name of COLLECTIONS) {
    const map = record[name];
    if (!map) continue;
    const [gone, fresh] = [new Set<string>(), [] as string[]];
    for (const [key, item] of Object.entries(map)) {
      if (item === null) gone.add(key);
      else if (before.item(name, key) === undefined) fresh.push(key);
      after.put(name, key, item ?? undefined);
    }
    if (gone.size + fresh.length > 0) orders[name] = [...before.keys(name).filter((key) => !gone.has(key)), ...fresh];
  }
  if (record.cluster) after.data.cluster = record.cluster as object as Cluster;
  after.data.serial_no = record.serial_no;
  after.data.mtime = record.mtime;
  freezeChanged(after.data, differencesOf(before.data, after.data));
  return before.next(after.data, orders);
}
