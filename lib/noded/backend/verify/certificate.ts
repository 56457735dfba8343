import {
  CV_ERROR,
  CV_WARNING,
  NODE_MAX_CLOCK_SKEW,
  SSL_CERT_EXPIRATION_ERROR,
  SSL_CERT_EXPIRATION_WARN,
} from '@gnt/constants';
import { certificateOfPem, certificateValidity } from '../../../common/certificate-digest.js';
import type { NodeContext } from '../../context.js';
import { messageOf } from '../../errors.js';

const RENEW = 'gnt-cluster renew-crypto --new-node-certificates';

/** [null, digest] when the client certificate is in order, else [severity, reason]. */
export async function verifyClientCertificate(
  ctx: Pick<NodeContext, 'paths' | 'files' | 'clock'>,
): Promise<[string | null, string]> {
  const file = ctx.paths.file('clientPem');
  const pem = await ctx.files.readTextIfPresent(file);
  if (pem === undefined) return [CV_ERROR, `There is no client certificate; '${RENEW}' makes one for each node.`];
  let certificate;
  try {
    certificate = certificateOfPem(pem);
  } catch (e) {
    return [CV_ERROR, `Failed to load X509 certificate ${file}: ${messageOf(e)}`];
  }
  const problem = expiry(certificateValidity(certificate, ctx.clock.now() + NODE_MAX_CLOCK_SKEW * 1000));
  if (problem) return [problem[0], `While verifying ${file}: ${problem[1]}`];
  if (certificate.subject === certificate.issuer) {
    return [CV_WARNING, `The certificate '${file}' is self-signed. Run '${RENEW}' to get one signed by the cluster's.`];
  }
  return [null, certificate.fingerprint];
}

function expiry({
  notYetValid,
  daysLeft,
}: {
  readonly notYetValid: boolean;
  readonly daysLeft: number;
}): [string, string] | undefined {
  if (daysLeft < 0) return [CV_ERROR, 'Certificate is expired'];
  if (notYetValid) return [CV_WARNING, 'Certificate not yet valid'];
  const text = `Certificate expires in about ${String(daysLeft)} days`;
  if (daysLeft <= SSL_CERT_EXPIRATION_ERROR) return [CV_ERROR, text];
  return daysLeft <= SSL_CERT_EXPIRATION_WARN ? [CV_WARNING, text] : undefined;
}
