/** Resources that LUXI's Query answers; `cluster` and `os` are only known to opcodes. */
export const QUERY_RESOURCES = [
  'cluster',
  'instance',
  'node',
  'lock',
  'group',
  'os',
  'job',
  'export',
  'network',
  'extstorage',
  'filter',
] as const;

/** The name of a kind of item that can be listed. */
export type Resource = (typeof QUERY_RESOURCES)[number];

/** Whether a string names a resource. */
export function isResource(name: unknown): name is Resource {
  return (QUERY_RESOURCES as readonly unknown[]).includes(name);
}
