import type { LookupFunction } from 'node:net';
import { HtoolsError } from '@gnt/htools';
import { Agent, request } from 'undici';
import type { Resolver } from '../../common/resolver.js';

/** Names as our resolver has them: in a virtual cluster the system knows none of its nodes. */
function lookupBy(resolver: Pick<Resolver, 'resolve'>): LookupFunction {
  return (name, options, done) => {
    resolver.resolve(name).then(
      ({ ip }) => {
        const family = ip.includes(':') ? 6 : 4;
        if (options.all === true) done(null, [{ address: ip, family }]);
        else done(null, ip, family);
      },
      (error: unknown) => {
        done(error instanceof Error ? error : new Error(String(error)), '');
      },
    );
  };
}

/** The body at an address; certificates are not checked, as those of clusters are their own. */
export async function getText(url: string, timeoutMs: number, resolver: Pick<Resolver, 'resolve'>): Promise<string> {
  const connect = { rejectUnauthorized: false, timeout: timeoutMs, lookup: lookupBy(resolver) };
  const dispatcher = new Agent({ connect });
  try {
    const { statusCode, body } = await request(url, { dispatcher, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
    const text = await body.text();
    if (statusCode !== 200) throw new HtoolsError(`'${url}' answers HTTP status ${String(statusCode)}`);
    return text;
  } catch (error) {
    if (error instanceof HtoolsError) throw error;
    throw new HtoolsError(`'${url}' cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    await dispatcher.close();
  }
}
