import { exported } from '../definitions.mjs';
import { heading, table } from './markdown.mjs';

/** Columns of each resource that can be listed; nothing while there is no query engine. */
export function page(modules) {
  const resources = exported(modules, 'query', 'queryFields');
  if (!resources) return undefined;
  const text = 'Columns for `-o` of the list commands, for the Query method and for filters.';
  const sections = Object.entries(resources).map(([resource, fields]) => {
    const rows = Object.entries(fields).map(([name, f]) => [`\`${name}\``, f.title, f.kind, f.doc]);
    return `\n## ${resource}\n${table(['field', 'title', 'kind', 'meaning'], rows)}`;
  });
  return heading('Query fields', text, 'lib/masterd/query') + sections.join('');
}
