// Compares the files of a node with what clients were told.
import { readFileSync } from 'node:fs';

/** What a node lacks of what was acknowledged. */
export function lostOn(cluster, node, { accepted, ended, tags }) {
  const config = JSON.parse(readFileSync(cluster.at(node, 'var/lib/ganeti/config.data'), 'utf8'));
  const there = new Set(config.cluster.tags);
  const faults = [...tags].filter((tag) => !there.has(tag)).map((tag) => `tag ${tag}`);
  for (const id of accepted) {
    const status = jobOn(cluster, node, id)?.ops[0].status;
    if (status === undefined) faults.push(`job ${id}`);
    else if (ended.has(id) && status !== ended.get(id))
      faults.push(`job ${id} is ${status}, was seen to end with ${ended.get(id)}`);
  }
  return faults;
}

function jobOn(cluster, node, id) {
  try {
    return JSON.parse(readFileSync(cluster.at(node, `var/lib/ganeti/queue/job-${id}`), 'utf8'));
  } catch {
    return undefined;
  }
}
