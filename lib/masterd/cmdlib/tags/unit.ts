import {
  TAG_CLUSTER,
  TAG_INSTANCE,
  TAG_NETWORK,
  TAG_NODE,
  TAG_NODEGROUP,
  type LockLevel,
  type TagKind,
} from '@gnt/constants';
import { tagFault, type ConfigData } from '@gnt/objects';
import { ganetiError } from '@gnt/protocol';
import type { Snapshot } from '../../planning/objects.js';
import { expandInstance, expandNode, lookupGroup, lookupNetwork } from '../common/expand.js';

/** What carries tags: its lock, its tags now, and the list to change. */
export interface Tagged {
  /** Level and name of its lock; the cluster has none. */
  readonly lock: readonly [LockLevel, string] | null;
  readonly tags: readonly string[];
  /** The object in a draft. */
  readonly of: (draft: ConfigData) => { tags: string[] } | undefined;
}

/** Finds what an opcode about tags means. */
export function taggedOf(cfg: Snapshot, kind: TagKind, name: string | null): Tagged {
  const given = name ?? '';
  switch (kind) {
    case TAG_CLUSTER:
      return { lock: null, tags: cfg.cluster.tags, of: (draft) => draft.cluster };
    case TAG_NODE: {
      const { uuid, tags } = expandNode(cfg, given);
      return { lock: ['node', uuid], tags, of: (draft) => draft.nodes[uuid] };
    }
    case TAG_INSTANCE: {
      const { uuid, name: full, tags } = expandInstance(cfg, given);
      return { lock: ['instance', full], tags, of: (draft) => draft.instances[uuid] };
    }
    case TAG_NODEGROUP: {
      const { uuid, tags } = lookupGroup(cfg, given);
      return { lock: ['nodegroup', uuid], tags, of: (draft) => draft.nodegroups[uuid] };
    }
    case TAG_NETWORK: {
      const { uuid, tags } = lookupNetwork(cfg, given);
      return { lock: ['network', uuid], tags, of: (draft) => draft.networks[uuid] };
    }
  }
}

/** Refuses tags that cannot be. */
export function checkTags(tags: readonly string[]): void {
  for (const tag of tags) {
    const fault = tagFault(tag);
    if (fault !== undefined) throw ganetiError('TagError', [fault]);
  }
}
