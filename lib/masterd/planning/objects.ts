import type * as objects from '@gnt/objects';
import type { ConfigSnapshot, Immutable } from '../../config/interface.js';

// Objects of a configuration snapshot, as planning and logical units read them.
export type Snapshot = ConfigSnapshot;
export type Cluster = Immutable<objects.Cluster>;
export type Node = Immutable<objects.Node>;
export type NodeGroup = Immutable<objects.NodeGroup>;
export type Network = Immutable<objects.Network>;
export type Instance = Immutable<objects.Instance>;
export type Disk = Immutable<objects.Disk>;
export type Nic = Immutable<objects.NIC>;
/** Parameters by name, whatever their kind. */
export type Parameters = Readonly<Record<string, unknown>>;
