/** Memory that a node reserves for each other node whose secondaries it holds: pairs of index and memory, most first. */
export type Peers = readonly (readonly [node: number, mem: number])[];

/** Reserved memory for one node's failure. */
export function peerMem(peers: Peers, node: number): number {
  for (const [key, mem] of peers) if (key === node) return mem;
  return 0;
}

/** Memory reserved for the worst failure. */
export function worstPeer(peers: Peers): number {
  return peers[0]?.[1] ?? 0;
}

/** Memory reserved for all failures. */
export function peerSum(peers: Peers): number {
  let sum = 0;
  for (const [, mem] of peers) sum += mem;
  return sum;
}

/** Without a node. */
export function withoutPeer(peers: Peers, node: number): Peers {
  return peers.filter(([key]) => key !== node);
}

/** With a node's memory set; among equals the newest stands first. */
export function withPeer(peers: Peers, node: number, mem: number): Peers {
  const rest = withoutPeer(peers, node);
  const at = rest.findIndex(([, m]) => m <= mem);
  const entry = [node, mem] as const;
  return at < 0 ? [...rest, entry] : [...rest.slice(0, at), entry, ...rest.slice(at)];
}
