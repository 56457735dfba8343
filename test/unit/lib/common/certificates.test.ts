import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import forge from 'node-forge';
import { certificateDigest, certificateOfPem, certificateValidity } from '../../../../lib/common/certificate-digest.js';
import { createClientCertificate, createClusterCrypto, createSelfSigned } from '../../../../lib/common/certificates.js';
import { systemRandom } from '../../../../lib/common/random.js';
import { ManualClock } from '../../../support/manual-clock.js';

const NOW = Date.UTC(2026, 10, 20, 12, 56, 32);
const clock = new ManualClock(NOW);
const DAY = 86_400_000;

/** The first field of the signed part: version 3 certificates begin with a context tag, version 1 with the serial number. */
function firstField(certificate: X509Certificate): number {
  const outer = forge.asn1.fromDer(forge.util.createBuffer(certificate.raw.toString('binary')));
  const [signed] = outer.value as forge.asn1.Asn1[];
  return ((signed?.value as forge.asn1.Asn1[])[0] as forge.asn1.Asn1).type;
}

describe('certificates of a new cluster', () => {
  const server = createSelfSigned({ clock });
  const client = createClientCertificate({ clock }, server.pem, 'node1.peer.test');

  it('makes server.pem as the original: version 1, serial 1, five years, its own issuer', () => {
    const certificate = certificateOfPem(server.pem);
    assert.equal(firstField(certificate), forge.asn1.Type.INTEGER);
    assert.equal(certificate.subject, 'CN=ganeti.example.com');
    assert.equal(certificate.issuer, certificate.subject);
    assert.equal(certificate.serialNumber, '01');
    assert.equal(Date.parse(certificate.validFrom), NOW);
    assert.equal(Date.parse(certificate.validTo), NOW + 1825 * DAY);
    assert.equal(certificate.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
    assert.ok(certificate.verify(certificate.publicKey));
  });

  it('makes client.pem for the node, signed by the key of server.pem, its serial being the time', () => {
    const certificate = certificateOfPem(client.pem);
    assert.equal(certificate.subject, 'CN=node1.peer.test');
    assert.equal(certificate.issuer, 'CN=ganeti.example.com');
    assert.equal(Number.parseInt(certificate.serialNumber, 16), NOW / 1000);
    assert.ok(certificate.verify(certificateOfPem(server.pem).publicKey));
    assert.ok(certificate.checkIssued(certificateOfPem(server.pem)));
  });

  it('puts the key before the certificate in one file, and they belong together', () => {
    assert.match(server.pem, /^-----BEGIN PRIVATE KEY-----[^]*-----BEGIN CERTIFICATE-----/);
    assert.ok(certificateOfPem(client.pem).checkPrivateKey(createPrivateKey(client.pem)));
  });

  it('spells digests as ssconf_master_candidates_certs does', () => {
    assert.match(certificateDigest(client.pem), /^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
    assert.equal(certificateDigest(client.pem), new X509Certificate(client.certificate).fingerprint);
  });

  it('makes keys of 40 hex digits and a newline, and the SPICE CA out of the SPICE certificate', () => {
    const crypto = createClusterCrypto({ clock, random: systemRandom }, 'node1');
    assert.match(crypto.hmacKey, /^[0-9a-f]{40}\n$/);
    assert.match(crypto.clusterDomainSecret, /^[0-9a-f]{40}\n$/);
    assert.notEqual(crypto.hmacKey, crypto.clusterDomainSecret);
    assert.ok(crypto.spicePem.endsWith(crypto.spiceCaPem));
    assert.ok(!crypto.spiceCaPem.includes('PRIVATE'));
  });

  it('tells how many days are left', () => {
    const certificate = certificateOfPem(server.pem);
    assert.deepEqual(certificateValidity(certificate, NOW + 1820 * DAY + 1), { notYetValid: false, daysLeft: 4 });
    assert.equal(certificateValidity(certificate, NOW + 1826 * DAY).daysLeft, -1);
    assert.equal(certificateValidity(certificate, NOW - 5000).notYetValid, true);
  });

  it('says so when a file has no certificate', () => {
    assert.throws(() => certificateDigest(server.key), /No certificate in PEM form/);
  });
});
