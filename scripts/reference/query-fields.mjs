import { exported } from '../definitions.mjs';
import { heading, table } from './markdown.mjs';

export const needs = ['query'];

/** Columns of each resource that can be listed. */
export function page(modules) {
  const text = 'Columns for `-o` of the list commands, for the Query method and for filters.';
  const sections = exported(modules, 'query', 'queryResources').map((resource) => {
    const rows = [...resource.fields.values()].map((f) => [`\`${f.name}\``, f.title, f.kind, f.doc]);
    return `\n## ${resource.name}\n${table(['field', 'title', 'kind', 'meaning'], rows)}`;
  });
  return heading('Query fields', text, 'lib/masterd/query') + sections.join('');
}
