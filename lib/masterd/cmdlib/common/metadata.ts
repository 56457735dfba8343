import type { Instance, Parameters } from '../../planning/objects.js';
import type { LuContext } from '../base.js';
import { warnUnlessOk } from './results.js';

/** OS parameters by visibility, as the metadata daemon hands them to the guest. */
export interface MetadataParams {
  readonly public?: Parameters | null;
  readonly private?: Parameters | null;
  readonly secret?: Parameters | null;
}

/** Tells the primary node's metadata daemon what the instance's guest may read; a failure is only reported. */
export async function updateMetadata(ctx: LuContext, instance: Instance, params: MetadataParams): Promise<void> {
  const data = {
    ...Object.fromEntries(Object.entries(instance).filter(([, value]) => value !== null)),
    ...(params.public ? { osparams_public: params.public } : {}),
    ...(params.private ? { osparams_private: params.private } : {}),
    osparams_secret: params.secret ?? {},
  };
  const result = await ctx.rpc.tryOne(instance.primary_node, 'instance_metadata_modify', { instance: data });
  warnUnlessOk(result, `Could not update metadata for instance '${instance.name}'`, (m) => ctx.feedback.say(m));
}
