import { statSync, readFileSync } from 'node:fs';
import { createSecureContext, type DetailedPeerCertificate, type PeerCertificate } from 'node:tls';
import { OPENSSL_CIPHERS, SS_MASTER_CANDIDATES_CERTS } from '@gnt/constants';
import { certificateDigest } from './certificate-digest.js';
import { isMissing } from './files.js';
import type { Paths } from './paths.js';

/** A file's text, read again when the file has been replaced; undefined while it is missing. */
class WatchedFile {
  readonly path: string;
  #stamp = '';
  #text: string | undefined;
  constructor(path: string) {
    this.path = path;
  }

  /** The current text and a stamp that differs once the file is another. */
  read(): { readonly text: string | undefined; readonly stamp: string } {
    const stamp = this.#stampOf();
    if (stamp !== this.#stamp) {
      this.#text = stamp === 'missing' ? undefined : readFileSync(this.path, 'utf8');
      this.#stamp = stamp;
    }
    return { text: this.#text, stamp };
  }

  #stampOf(): string {
    try {
      const { ino, mtimeMs, ctimeMs, size } = statSync(this.path);
      return [ino, mtimeMs, ctimeMs, size].join(' ');
    } catch (e) {
      if (isMissing(e)) return 'missing';
      throw e;
    }
  }
}

/** Key, certificate and trusted certificate for a TLS end; `stamp` differs once any of them has changed. */
export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
  readonly stamp: string;
}

/** TLS settings that both ends share: the original's ciphers and nothing older than TLS 1.2. */
export const TLS_SETTINGS = { ciphers: OPENSSL_CIPHERS, minVersion: 'TLSv1.2' } as const;

/** Why a client is let in or not. */
export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly reason: string };

/**
 * The node's certificates and who may call it (decision 10). Files are read again when they change, so certificates
 * are renewed and candidates demoted without a restart.
 */
export class NodeCredentials {
  readonly #server: WatchedFile;
  readonly #client: WatchedFile;
  readonly #candidates: WatchedFile;
  readonly #shown: { readonly key: WatchedFile; readonly cert: WatchedFile };
  readonly #serverPath: string;

  /** `shown` replaces what the daemon shows to callers (its --ssl-key and --ssl-cert); who is let in does not depend on it. */
  constructor(paths: Paths, shown: { readonly key?: string; readonly cert?: string } = {}) {
    this.#serverPath = paths.file('serverPem');
    this.#server = new WatchedFile(this.#serverPath);
    this.#shown = {
      key: new WatchedFile(shown.key ?? this.#serverPath),
      cert: new WatchedFile(shown.cert ?? this.#serverPath),
    };
    this.#client = new WatchedFile(paths.file('clientPem'));
    this.#candidates = new WatchedFile(paths.ssconf(SS_MASTER_CANDIDATES_CERTS));
  }

  /** What the node daemon shows: server.pem, unless it was started with another certificate. */
  serverIdentity(): TlsIdentity {
    const server = this.#serverPem();
    const key = this.#shown.key.read();
    const cert = this.#shown.cert.read();
    return {
      key: key.text ?? server.text,
      cert: cert.text ?? server.text,
      ca: server.text,
      stamp: [server, key, cert].map((file) => file.stamp).join('|'),
    };
  }

  /** Throws, naming the files, when what serverIdentity gives is missing or is no key with its certificate. */
  checkServerIdentity(): void {
    const { key, cert, ca } = this.serverIdentity();
    try {
      createSecureContext({ key, cert, ca });
    } catch (cause) {
      const files = new Set([this.#shown.key.path, this.#shown.cert.path, this.#serverPath]);
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`No usable key and certificate in '${[...files].join("', '")}' (${said}).`, { cause });
    }
  }

  /** What a caller shows: client.pem, or server.pem while there is none; peers must verify against server.pem. */
  clientIdentity(): TlsIdentity {
    const server = this.#serverPem();
    const client = this.#client.read();
    const own = client.text ?? server.text;
    return { key: own, cert: own, ca: server.text, stamp: `${server.stamp}|${client.stamp}` };
  }

  /**
   * Whether the peer may call: its leaf's digest is that of a master candidate, and what it sent above the leaf is
   * server.pem. While no candidates are known (bootstrap), server.pem itself is the one accepted.
   */
  admit(peer: DetailedPeerCertificate | PeerCertificate): Admission {
    if (typeof peer.fingerprint !== 'string') return { admitted: false, reason: 'no client certificate was sent' };
    const serverDigest = certificateDigest(this.#serverPem().text);
    const chain = chainAbove(peer);
    const strange = chain.find((digest) => digest !== serverDigest);
    if (strange !== undefined)
      return { admitted: false, reason: `certificate ${strange} of the chain is not the cluster's` };
    const known = this.candidateDigests();
    const accepted = known.length > 0 ? known : [serverDigest];
    if (accepted.includes(peer.fingerprint)) return { admitted: true };
    const why =
      known.length > 0
        ? 'does not belong to a master candidate'
        : "is not the cluster's own, and no master candidates are known yet";
    return { admitted: false, reason: `client certificate ${peer.fingerprint} ${why}` };
  }

  /** Digests of the master candidates' certificates; empty while the list is empty or cannot be read. */
  candidateDigests(): string[] {
    let text: string | undefined;
    try {
      text = this.#candidates.read().text;
    } catch {
      // decision 10: a list that cannot be read counts as none.
      return [];
    }
    return (text ?? '').split('\n').flatMap((line) => {
      const [, digest] = line.split('=');
      return digest === undefined || digest === '' ? [] : [digest.trim()];
    });
  }

  #serverPem(): { readonly text: string; readonly stamp: string } {
    const { text, stamp } = this.#server.read();
    if (text === undefined)
      throw new Error(`The cluster's certificate '${this.#serverPath}' is missing; is this node part of a cluster?`);
    return { text, stamp };
  }
}

/** Digests of the certificates above the leaf; a self-signed certificate is its own issuer and ends the chain. */
function chainAbove(peer: DetailedPeerCertificate | PeerCertificate): string[] {
  const digests: string[] = [];
  let current = peer;
  while ('issuerCertificate' in current) {
    const issuer = current.issuerCertificate as DetailedPeerCertificate | undefined;
    if (!issuer || issuer.fingerprint === current.fingerprint) break;
    digests.push(issuer.fingerprint);
    current = issuer;
  }
  return digests;
}
