/** Prefixes of the tags that placing instances obeys. */
export const TAG_EXCLUSION = 'htools:iextags:';
export const TAG_STANDBY = 'htools:standby:';
export const TAG_STANDBY_AUTO = 'htools:standby:auto';
export const TAG_MIGRATION = 'htools:migration:';
export const TAG_ALLOW_MIGRATION = 'htools:allowmigration:';
export const TAG_LOCATION = 'htools:nlocation:';
export const TAG_DESIRED_LOCATION = 'htools:desiredlocation:';
export const TAG_AUTOREPAIR = 'ganeti:watcher:autorepair:';

/** The rest of a tag after a prefix; the prefix without its last character counts as an empty rest. */
export function chompPrefix(prefix: string, tag: string): string | undefined {
  if (tag.startsWith(prefix)) return tag.slice(prefix.length);
  return tag === prefix.slice(0, -1) ? '' : undefined;
}

function restsOf(prefix: string, tags: readonly string[]): string[] {
  return tags.flatMap((tag) => chompPrefix(prefix, tag) ?? []).filter((rest) => rest !== '');
}

/** Prefixes of instance tags that exclude one another, as the cluster's tags declare them. */
export function exclusionPrefixes(clusterTags: readonly string[]): string[] {
  return restsOf(TAG_EXCLUSION, clusterTags);
}

/** Prefixes of instance tags that name a desired location. */
export function desiredLocationPrefixes(clusterTags: readonly string[]): string[] {
  return restsOf(TAG_DESIRED_LOCATION, clusterTags);
}

function declared(prefix: string, clusterTags: readonly string[], nodeTags: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const tag of clusterTags) {
    if (!tag.startsWith(prefix)) continue;
    const start = `${tag.slice(prefix.length)}:`;
    for (const nodeTag of nodeTags) if (nodeTag.startsWith(start)) found.add(nodeTag);
  }
  return found;
}

/** Tags of a node that restrict migration. */
export function migrationTags(clusterTags: readonly string[], nodeTags: readonly string[]): Set<string> {
  return declared(TAG_MIGRATION, clusterTags, nodeTags);
}

function allowedMigrations(clusterTags: readonly string[]): [string, string][] {
  return clusterTags.flatMap((tag): [string, string][] => {
    if (!tag.startsWith(TAG_ALLOW_MIGRATION)) return [];
    const rest = tag.slice(TAG_ALLOW_MIGRATION.length);
    const at = rest.indexOf('::');
    if (at < 0 || rest.includes('::', at + 2)) return [];
    return [[rest.slice(0, at), rest.slice(at + 2)]];
  });
}

/** Migration tags that a node accepts: its own, and those declared to be allowed to one of its own. */
export function acceptedMigrationTags(clusterTags: readonly string[], nodeTags: readonly string[]): Set<string> {
  const own = migrationTags(clusterTags, nodeTags);
  const accepted = new Set(own);
  for (const [from, to] of allowedMigrations(clusterTags)) if (own.has(to)) accepted.add(from);
  return accepted;
}

/** Failure domains of a node. */
export function locationTags(clusterTags: readonly string[], nodeTags: readonly string[]): string[] {
  return [...declared(TAG_LOCATION, clusterTags, nodeTags)].sort();
}
