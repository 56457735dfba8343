import { byBytes } from '@gnt/objects';
import type { LuxiArgs } from '@gnt/protocol';
import type { ConfigSnapshot } from '../../../config/interface.js';
import { findObject } from '../../query/lookup.js';
import type { LuxiHandler } from '../context.js';

function tagsOf({ kind, name }: LuxiArgs<'QueryTags'>, cfg: ConfigSnapshot): readonly string[] {
  switch (kind) {
    case 'cluster':
      return cfg.cluster.tags;
    case 'nodegroup':
      return findObject('Group', cfg.nodegroups, name).tags;
    case 'node':
      return findObject('Node', cfg.nodes, name).tags;
    case 'instance':
      return findObject('Instance', cfg.instances, name).tags;
    case 'network':
      return findObject('Network', cfg.networks, name).tags;
  }
}

/** The tags of an object. */
export const queryTags: LuxiHandler<'QueryTags'> = async (args, { cfg }) =>
  [...tagsOf(args, cfg.snapshot)].sort(byBytes);
