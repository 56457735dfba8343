import { createPrivateKey, generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { RSA_KEY_BITS, X509_CERT_CN, X509_CERT_DEFAULT_VALIDITY } from '@gnt/constants';
import { type Clock } from './clock.js';
import { type Random } from './random.js';
import { certificateOfPem } from './certificate-digest.js';

const { asn1 } = forge;
type Asn1 = forge.asn1.Asn1;
const { UNIVERSAL } = asn1.Class;
const DAY_MS = 86_400_000;

/** What certificates are made from; handed in, so that tests can set the date. */
export interface CertificateSources {
  readonly clock: Clock;
  readonly random: Random;
}

/** A private key and its certificate, PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
  /** Both, the key first: the content of server.pem, client.pem and rapi.pem. */
  readonly pem: string;
}

interface CertificateRequest {
  readonly commonName: string;
  readonly serial: number;
  readonly days: number;
  readonly now: number;
  readonly publicKey: KeyObject;
  readonly issuer: Asn1 | undefined;
  readonly signingKey: KeyObject;
}

function sequence(parts: Asn1[]): Asn1 {
  return asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, parts);
}

function fromDer(der: Buffer): Asn1 {
  return asn1.fromDer(forge.util.createBuffer(der.toString('binary')));
}

function toDer(value: Asn1): Buffer {
  return Buffer.from(asn1.toDer(value).getBytes(), 'binary');
}

function oid(name: string): Asn1 {
  const dotted = forge.pki.oids[name];
  if (dotted === undefined) throw new Error(`No object identifier is known for '${name}'`);
  return asn1.create(UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(dotted).getBytes());
}

/** A distinguished name with the one attribute that the original sets. */
function commonName(name: string): Asn1 {
  const text = asn1.create(UNIVERSAL, asn1.Type.UTF8, false, forge.util.encodeUtf8(name));
  const attribute = sequence([oid('commonName'), text]);
  return sequence([asn1.create(UNIVERSAL, asn1.Type.SET, true, [attribute])]);
}

function time(ms: number): Asn1 {
  const date = new Date(ms);
  return date.getUTCFullYear() < 2050
    ? asn1.create(UNIVERSAL, asn1.Type.UTCTIME, false, asn1.dateToUtcTime(date))
    : asn1.create(UNIVERSAL, asn1.Type.GENERALIZEDTIME, false, asn1.dateToGeneralizedTime(date));
}

function integer(value: number): Asn1 {
  const hex = value.toString(16);
  let bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  if ((bytes[0] ?? 0) & 0x80) bytes = Buffer.concat([Buffer.from([0]), bytes]);
  return asn1.create(UNIVERSAL, asn1.Type.INTEGER, false, bytes.toString('binary'));
}

/** X.509 version 1, as the original makes them: the optional version field and extensions are left out. */
function signedCertificate(request: CertificateRequest): string {
  const algorithm = (): Asn1 =>
    sequence([oid('sha256WithRSAEncryption'), asn1.create(UNIVERSAL, asn1.Type.NULL, false, '')]);
  const subject = commonName(request.commonName);
  const tbs = sequence([
    integer(request.serial),
    algorithm(),
    request.issuer ?? subject,
    sequence([time(request.now), time(request.now + request.days * DAY_MS)]),
    subject,
    fromDer(request.publicKey.export({ type: 'spki', format: 'der' })),
  ]);
  const signature = sign('sha256', toDer(tbs), request.signingKey);
  const bits = asn1.create(UNIVERSAL, asn1.Type.BITSTRING, false, `\0${signature.toString('binary')}`);
  return new X509Certificate(toDer(sequence([tbs, algorithm(), bits]))).toString();
}

function finish(key: KeyObject, certificate: string): KeyAndCertificate {
  const keyPem = key.export({ type: 'pkcs8', format: 'pem' }) as string;
  return { key: keyPem, certificate, pem: keyPem + certificate };
}

/** A self-signed certificate: server.pem and rapi.pem are such, with serial 1 (`lib/bootstrap.py` of the original). */
export function createSelfSigned(
  { clock }: Pick<CertificateSources, 'clock'>,
  {
    name = X509_CERT_CN,
    serial = 1,
    days = X509_CERT_DEFAULT_VALIDITY,
  }: { name?: string; serial?: number; days?: number } = {},
): KeyAndCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: RSA_KEY_BITS });
  const request = {
    commonName: name,
    serial,
    days,
    now: clock.now(),
    publicKey,
    issuer: undefined,
    signingKey: privateKey,
  };
  return finish(privateKey, signedCertificate(request));
}

/** A node's client certificate, signed by the key of server.pem; the serial is the time, as in the original. */
export function createClientCertificate(
  { clock }: Pick<CertificateSources, 'clock'>,
  serverPem: string,
  nodeName: string,
  days: number = X509_CERT_DEFAULT_VALIDITY,
): KeyAndCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: RSA_KEY_BITS });
  const now = clock.now();
  const certificate = signedCertificate({
    commonName: nodeName,
    serial: Math.floor(now / 1000),
    days,
    now,
    publicKey,
    issuer: subjectOf(serverPem),
    signingKey: createPrivateKey(serverPem),
  });
  return finish(privateKey, certificate);
}

/** The subject of a certificate, byte for byte. */
function subjectOf(pem: string): Asn1 {
  const tbs = (fromDer(certificateOfPem(pem).raw).value as Asn1[])[0];
  const fields = (tbs?.value ?? []) as Asn1[];
  // A version 3 certificate begins with its version in a context tag; version 1 has none.
  const subject = fields[fields[0]?.tagClass === asn1.Class.CONTEXT_SPECIFIC ? 5 : 4];
  if (!subject) throw new Error('The certificate has no subject');
  return subject;
}

/** Content of hmac.key and of cluster-domain-secret: 40 hex digits and a newline. */
export function createSecret({ random }: Pick<CertificateSources, 'random'>): string {
  return `${random.bytes(20).toString('hex')}\n`;
}

/** What a new cluster needs: file contents by the name of their path. */
export interface ClusterCrypto {
  readonly serverPem: string;
  readonly clientPem: string;
  readonly rapiPem: string;
  readonly spicePem: string;
  readonly spiceCaPem: string;
  readonly hmacKey: string;
  readonly clusterDomainSecret: string;
}

/** Everything that `gnt-cluster init` creates; the client certificate is the one of the node named. */
export function createClusterCrypto(sources: CertificateSources, masterName: string): ClusterCrypto {
  const server = createSelfSigned(sources);
  const spice = createSelfSigned(sources);
  return {
    serverPem: server.pem,
    clientPem: createClientCertificate(sources, server.pem, masterName).pem,
    rapiPem: createSelfSigned(sources).pem,
    spicePem: spice.pem,
    spiceCaPem: spice.certificate,
    hmacKey: createSecret(sources),
    clusterDomainSecret: createSecret(sources),
  };
}
