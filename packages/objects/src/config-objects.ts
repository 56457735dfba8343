import { clusterClass, dataCollectorConfigClass, masterNetworkParametersClass } from './classes/cluster.js';
import { configDataClass } from './classes/config-data.js';
import { diskClass } from './classes/disk.js';
import { filterRuleClass } from './classes/filter-rule.js';
import { instanceClass, nicClass } from './classes/instance.js';
import { filledIPolicyClass, filledISpecClass, minMaxISpecsClass, partialIPolicyClass } from './classes/ipolicy.js';
import { networkClass } from './classes/network.js';
import { nodeClass, nodeGroupClass } from './classes/node.js';
import { filledBeParamsClass, filledNDParamsClass, filledNicParamsClass } from './classes/params.js';
import { fieldsOf, type AnyObjectClass } from './descriptor.js';
import { anyClass } from './nested.js';

/** Every class of config.data by the original's name, with its field table. */
export const configObjects: Readonly<Record<string, AnyObjectClass>> = {
  ConfigData: anyClass(configDataClass),
  Cluster: anyClass(clusterClass),
  NodeGroup: anyClass(nodeGroupClass),
  Node: anyClass(nodeClass),
  Instance: anyClass(instanceClass),
  Disk: anyClass(diskClass),
  NIC: anyClass(nicClass),
  Network: anyClass(networkClass),
  FilterRule: anyClass(filterRuleClass),
  DataCollectorConfig: anyClass(dataCollectorConfigClass),
  PartialIPolicy: anyClass(partialIPolicyClass),
  FilledIPolicy: anyClass(filledIPolicyClass),
  MinMaxISpecs: anyClass(minMaxISpecsClass),
  ISpec: anyClass(filledISpecClass),
  Be: anyClass(filledBeParamsClass),
  Nic: anyClass(filledNicParamsClass),
  ND: anyClass(filledNDParamsClass),
  MasterNetworkParameters: anyClass(masterNetworkParametersClass),
};

/** Field names of every class, as the original counts them. */
export function configFieldNames(): Record<string, string[]> {
  const names = (cls: AnyObjectClass): string[] =>
    fieldsOf(cls).flatMap(([name, field]) => (field.partOf === undefined ? [name] : []));
  return Object.fromEntries(Object.entries(configObjects).map(([cls, table]) => [cls, names(table)]));
}
