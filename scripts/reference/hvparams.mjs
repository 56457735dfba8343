import { code, heading, table } from './markdown.mjs';

export const needs = ['objects'];

const TITLES = ['parameter', 'type', 'default', 'meaning'];

function remarks(spec) {
  const allowed = spec.check?.allowed;
  return [
    spec.doc,
    ...(allowed ? [`One of ${allowed.map((v) => code(v)).join(', ')}.`] : []),
    ...(spec.required ? ['Must not be empty.'] : []),
    ...(spec.globalOnly ? ['For the whole cluster only.'] : []),
  ].join(' ');
}

function section(title, params) {
  const rows = Object.entries(params).map(([name, spec]) => [
    `\`${name}\``,
    spec.type,
    code(spec.default),
    remarks(spec),
  ]);
  return `\n## ${title}\n${rows.length > 0 ? table(TITLES, rows) : '\nNone.\n'}`;
}

/** Parameters of hypervisors, instances, network cards, nodes and disks. */
export function page({ objects: { hypervisors, beparams, nicparams, ndparams, diskparams } }) {
  const text =
    'Parameters with the defaults that a new cluster gets. Each can be set for the cluster and, where it makes sense, for a node group, an OS or one object.';
  return [
    heading('Parameters', text, 'packages/objects/src/params'),
    ...Object.entries(hypervisors).map(([name, h]) => section(`Hypervisor ${name}`, h.params)),
    section('Backend parameters of instances', beparams),
    section('Network card parameters', nicparams),
    section('Node parameters', ndparams),
    ...Object.entries(diskparams).map(([name, params]) => section(`Disk template ${name}`, params)),
  ].join('');
}
