import type { Instance, Node, Parameters, Snapshot } from '../objects.js';
import { secondaryNodes } from '../../../config/queries.js';

/** One OS as a node reported it. */
export interface SeenOs {
  readonly path: string;
  readonly valid: boolean;
  readonly diagnosis: string;
  readonly variants: readonly string[];
  readonly parameters: readonly (readonly string[])[];
  readonly apiVersions: readonly number[];
  readonly trusted: boolean;
}

/** What is configured for a node and what it said of itself; filled as the answers are read. */
export interface NodeImage {
  readonly uuid: string;
  readonly offline: boolean;
  readonly vmCapable: boolean;
  /** Named by an instance, but not in the configuration. */
  readonly ghost: boolean;
  /** Instances configured with this node as primary. */
  readonly primaries: string[];
  /** Instances that have this node as secondary, by their primary node. */
  readonly secondariesByPrimary: Map<string, string[]>;
  /** The node did not answer at all. */
  rpcFailed: boolean;
  volumesFailed: boolean;
  /** Names of the instances that run. */
  running: readonly string[];
  /** Names of the logical volumes ("vg/lv") that are there. */
  volumes: ReadonlySet<string>;
  /** MiB. */
  memoryFree: number;
  /** undefined: the node returned no valid list. */
  oses: ReadonlyMap<string, readonly SeenOs[]> | undefined;
}

function imageOf(uuid: string, node: Node | undefined): NodeImage {
  return {
    uuid,
    offline: node?.offline ?? false,
    vmCapable: node?.vm_capable ?? true,
    ghost: node === undefined,
    primaries: [],
    secondariesByPrimary: new Map(),
    rpcFailed: false,
    volumesFailed: false,
    running: [],
    volumes: new Set(),
    memoryFree: 0,
    oses: undefined,
  };
}

/** Images of the group's nodes and of all nodes that its instances name. */
export function nodeImages(
  cfg: Snapshot,
  nodes: readonly Node[],
  instances: readonly Instance[],
): Map<string, NodeImage> {
  const images = new Map(nodes.map((n) => [n.uuid, imageOf(n.uuid, n)]));
  const image = (uuid: string): NodeImage => {
    const known = images.get(uuid) ?? imageOf(uuid, cfg.nodes[uuid]);
    images.set(uuid, known);
    return known;
  };
  for (const instance of instances) {
    image(instance.primary_node).primaries.push(instance.uuid);
    for (const secondary of secondaryNodes(cfg, instance)) {
      const byPrimary = image(secondary).secondariesByPrimary;
      byPrimary.set(instance.primary_node, [...(byPrimary.get(instance.primary_node) ?? []), instance.uuid]);
    }
  }
  return images;
}

/** An answer of node_verify: checks by key. */
export type NodeAnswer = Parameters;
