import type { FilterRule } from '@gnt/objects';
import type { Immutable } from '../../config/interface.js';
import { configField, type Field } from './define.js';
import { defineResource } from './engine.js';
import { normal } from './entry.js';

type Rule = Immutable<FilterRule>;

const fields: Field<Rule>[] = [
  configField({
    name: 'watermark',
    title: 'Watermark',
    kind: 'other',
    doc: 'Number of the newest job when the rule was made',
    get: (r) => normal(r.watermark),
  }),
  configField({
    name: 'priority',
    title: 'Priority',
    kind: 'other',
    doc: 'Rules with a lower number come first',
    get: (r) => normal(r.priority),
  }),
  configField({
    name: 'predicates',
    title: 'Predicates',
    kind: 'other',
    doc: 'Which jobs the rule is about; all of these must hold',
    get: (r) => normal(r.predicates),
  }),
  configField({
    name: 'action',
    title: 'Action',
    kind: 'other',
    doc: 'What happens to such jobs',
    get: (r) => normal(r.action),
  }),
  configField({
    name: 'reason_trail',
    title: 'ReasonTrail',
    kind: 'other',
    doc: 'Who made the rule and why',
    get: (r) => normal(r.reason_trail),
  }),
  configField({ name: 'uuid', title: 'UUID', kind: 'other', doc: 'UUID of the rule', get: (r) => normal(r.uuid) }),
];

/** Rules of the job filter. */
export const filterResource = defineResource<Rule, never>({
  name: 'filter',
  via: 'luxi',
  // Rules have no name; like the original, a list of UUIDs is an ordinary filter for them.
  nameField: 'name',
  uuidField: 'uuid',
  fields,
  items: ({ view }) => view.sorted('filters'),
});
