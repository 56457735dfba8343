import { X509Certificate } from 'node:crypto';

/** The first certificate of a PEM text that may hold a key too; throws when there is none. */
export function certificateOfPem(pem: string): X509Certificate {
  const match = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem);
  if (!match) throw new Error('No certificate in PEM form found');
  return new X509Certificate(match[0]);
}

/** SHA-1 digest of a certificate as ssconf_master_candidates_certs spells it: upper case, colons between bytes. */
export function certificateDigest(pem: string): string {
  return certificateOfPem(pem).fingerprint;
}

const DAY_MS = 86_400_000;

/** Whether a certificate is within its time, and how many days are left; expired when fewer than none. */
export function certificateValidity(
  certificate: X509Certificate,
  now: number,
): { readonly notYetValid: boolean; readonly daysLeft: number } {
  return {
    notYetValid: Date.parse(certificate.validFrom) > now,
    daysLeft: Math.floor((Date.parse(certificate.validTo) - now) / DAY_MS),
  };
}
