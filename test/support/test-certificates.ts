import { mkdir, writeFile } from 'node:fs/promises';
import { certificateDigest } from '../../lib/common/certificate-digest.js';
import { createClientCertificate, createSelfSigned } from '../../lib/common/certificates.js';
import { systemClock } from '../../lib/common/clock.js';
import type { Paths } from '../../lib/common/paths.js';

/** The certificates of a small cluster; making keys takes time, so a test makes them once. */
export class TestCertificates {
  readonly server = createSelfSigned({ clock: systemClock }).pem;
  /** Of a master candidate. */
  readonly candidate = createClientCertificate({ clock: systemClock }, this.server, 'node1').pem;
  /** Of a node of the cluster that is no candidate. */
  readonly other = createClientCertificate({ clock: systemClock }, this.server, 'node2').pem;
  /** Of another cluster. */
  readonly foreign = createSelfSigned({ clock: systemClock }).pem;

  /** Gives a node its certificates: server.pem and, unless null, client.pem. */
  async install(paths: Paths, client: string | null): Promise<void> {
    await mkdir(paths.dirs.data, { recursive: true });
    await writeFile(paths.file('serverPem'), this.server);
    if (client !== null) await writeFile(paths.file('clientPem'), client);
  }

  /** Writes which certificates belong to candidates; null for no file at all. */
  async candidates(paths: Paths, pems: readonly string[]): Promise<void> {
    const lines = pems.map((pem, i) => `uuid-${String(i)}=${certificateDigest(pem)}\n`);
    await writeFile(paths.ssconf('master_candidates_certs'), lines.join(''));
  }
}
