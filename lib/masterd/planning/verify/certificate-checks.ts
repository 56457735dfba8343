import * as c from '@gnt/constants';
import type { Cluster, Node } from '../objects.js';
import { problem, type Finding } from './finding.js';
import type { NodeAnswer } from './node-image.js';

const REBUILD = "Run 'gnt-cluster renew-crypto --new-node-certificates' to make the nodes' certificates anew";

/** Client certificates of the nodes against the map of candidates' certificates that node daemons trust. */
export function certificateFindings(
  cluster: Cluster,
  nodes: readonly Node[],
  answers: ReadonlyMap<string, NodeAnswer>,
): Finding[] {
  const known = cluster.candidate_certs;
  const digests = Object.values(known);
  const messages: string[] = [];
  if (digests.length === 0) {
    const why = 'No certificate of a master candidate is known (as after an upgrade)';
    return [problem(c.CV_ECLUSTERCLIENTCERT, null, `${why}. ${REBUILD}`)];
  }
  if (new Set(digests).size < digests.length) {
    messages.push('Two master candidates are listed with the same certificate');
  }
  for (const node of nodes) {
    const answer = node.offline ? undefined : answers.get(node.uuid)?.[c.NV_CLIENT_CERT];
    if (Array.isArray(answer)) messages.push(...nodeMessages(node, answer as [string | null, string], known));
  }
  return [...messages, ...(messages.length > 0 ? [REBUILD] : [])].map((m) => problem(c.CV_ECLUSTERCLIENTCERT, null, m));
}

function* nodeMessages(
  node: Node,
  [code, text]: [string | null, string],
  known: Cluster['candidate_certs'],
): Generator<string> {
  const { uuid } = node;
  if (code !== null) {
    yield `Client certificate of node '${uuid}' is not valid: ${text} (${code})`;
    return;
  }
  const mine = known[uuid];
  const somebodys = Object.values(known).includes(text);
  if (!node.master_candidate) {
    if (mine !== undefined) yield `Node '${uuid}' is no master candidate, but its certificate is listed as one's`;
    else if (somebodys) {
      yield `Node '${uuid}' is no master candidate, but uses the certificate of one`;
    }
  } else if (mine === undefined) {
    yield `The certificate of master candidate '${uuid}' is not listed`;
    if (somebodys) yield `Master candidate '${uuid}' uses the certificate of another node`;
  } else if (mine !== text) {
    yield `Master candidate '${uuid}' uses certificate ${text}, but ${mine} is listed`;
  }
}
