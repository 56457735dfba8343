import { CRYPTO_ACTIONS, CRYPTO_TYPE_SSL_DIGEST } from '@gnt/constants';
import { certificateDigest } from '../../../common/certificate-digest.js';
import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';

/** Answers each request with the digest of this node's client certificate, whatever its action: so does the original. */
export async function cryptoTokens(
  ctx: Pick<NodeContext, 'paths' | 'files'>,
  requests: readonly (readonly [string, string, unknown])[],
): Promise<[string, string][]> {
  const tokens: [string, string][] = [];
  for (const [type, action] of requests) {
    if (type !== CRYPTO_TYPE_SSL_DIGEST) throw new NodeError(`Crypto token type '${type}' is not supported`);
    if (!(CRYPTO_ACTIONS as readonly string[]).includes(action))
      throw new NodeError(`Crypto token action '${action}' is not supported`);
    const file = ctx.paths.file('clientPem');
    const pem = await ctx.files.readTextIfPresent(file);
    if (pem === undefined)
      throw new NodeError(
        `Client certificate '${file}' is missing; run 'gnt-cluster renew-crypto --new-node-certificates'`,
      );
    tokens.push([type, certificateDigest(pem)]);
  }
  return tokens;
}
