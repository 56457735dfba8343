import { DEFAULT_NODED_PORT } from '@gnt/constants';
import { ECODE_INVAL, ECODE_NOTUNIQUE, ECODE_RESOLVER, OpPrereqError } from '@gnt/protocol';
import type { LuContext } from '../base.js';

/** Full name and address of a host. */
export interface Host {
  readonly name: string;
  readonly address: string;
}

/** Looks a host up; refuses a name that does not resolve. */
export async function resolveHost(ctx: LuContext, name: string): Promise<Host> {
  const host = await ctx.services.local.resolve(name);
  if (!host)
    throw new OpPrereqError(
      `The given name (${name}) does not resolve; check its spelling and the name service`,
      ECODE_RESOLVER,
    );
  return host;
}

/** Looks an instance's name up; refuses a full name that is not a longer form of the given one. */
export async function resolveInstanceName(ctx: LuContext, name: string): Promise<Host> {
  const host = await resolveHost(ctx, name);
  if (host.name !== name) ctx.feedback.info(`Resolved given name '${name}' to '${host.name}'`);
  if (!`${host.name}.`.startsWith(`${name}.`)) {
    throw new OpPrereqError(
      `The name '${host.name}' that was resolved is not the name '${name}' that was given, nor begins with it`,
      ECODE_INVAL,
    );
  }
  return host;
}

/** Refuses an address at which something answers already. */
export async function checkAddressIsFree(ctx: LuContext, host: Host): Promise<void> {
  if (await ctx.services.local.reachable(host.address, DEFAULT_NODED_PORT)) {
    throw new OpPrereqError(`IP ${host.address} of instance ${host.name} already in use`, ECODE_NOTUNIQUE);
  }
}
