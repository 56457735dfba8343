#!/usr/bin/env node
// Prints our tables as one JSON object, derived from the definitions that the programs run on, in the shape that
// compare.mjs of the shared facts wants. A part that does not exist yet has no table here.
//   node scripts/describe.mjs [TABLE...] | node ../shared/facts/compare.mjs --floor test/facts-floor.json
import { exported, loadDefinitions } from './definitions.mjs';

const mapValues = (object, fn) => Object.fromEntries(Object.entries(object).map(([k, v]) => [k, fn(v, k)]));
const typed = (params) => mapValues(params, (p) => ({ type: p.type, default: p.default }));

function describeParam(param) {
  return {
    required: param.required,
    default: param.required ? null : param.default,
    accepts: [...param.type.kinds],
    enum: param.type.values ? [...param.type.values] : null,
  };
}

/** Table -> what it is derived from; a source that is not there yet makes the table undefined. */
const TABLES = {
  opcodes(m) {
    const { opcodes, paramsOf } = m.opcodes;
    return Object.fromEntries(
      opcodes.map((d) => [d.id, { summary_field: d.summaryField, params: mapValues(paramsOf(d.id), describeParam) }]),
    );
  },
  units(m) {
    const units = exported(m, 'units', 'logicalUnits');
    return (
      units &&
      mapValues(units, (lu) => ({ lu: lu.name, hpath: lu.hooksPath, htype: lu.hooksType, bgl: lu.requiresBgl }))
    );
  },
  hooks(m) {
    const units = exported(m, 'units', 'logicalUnits');
    if (!units) return undefined;
    const rows = Object.values(units).filter((lu) => lu.hooksPath !== null && lu.hooksVariables);
    return rows.length > 0 ? Object.fromEntries(rows.map((lu) => [lu.hooksPath, [...lu.hooksVariables]])) : undefined;
  },
  query(m) {
    const resources = exported(m, 'query', 'queryFields');
    return resources && mapValues(resources, (fields) => mapValues(fields, ({ title, kind }) => ({ title, kind })));
  },
  luxi(m) {
    const methods = exported(m, 'protocol', 'LUXI_METHODS');
    return methods && mapValues(methods, (d) => Object.keys(d.args).length);
  },
  confd(m) {
    const requests = exported(m, 'protocol', 'CONFD_REQUESTS');
    return requests && mapValues(requests, (r) => r.id);
  },
  ecodes(m) {
    return exported(m, 'protocol', 'ECODES');
  },
  rpc(m) {
    const handlers = exported(m, 'handlers', 'handlers');
    const argNames = exported(m, 'protocol', 'rpcArgNames');
    return handlers && argNames && mapValues(handlers, (_handler, call) => argNames(call));
  },
  hvparams(m) {
    const hypervisors = exported(m, 'objects', 'hypervisors');
    return hypervisors && mapValues(hypervisors, (h) => typed(h.params));
  },
  params(m) {
    if (!m.objects) return undefined;
    const [be, nic, nd, disk] = ['beparams', 'nicparams', 'ndparams', 'diskparams'].map((n) =>
      exported(m, 'objects', n),
    );
    return { beparams: typed(be), nicparams: typed(nic), ndparams: typed(nd), diskparams: mapValues(disk, typed) };
  },
  config(m) {
    return exported(m, 'objects', 'configFieldNames')?.();
  },
  verify_codes(m) {
    return Object.keys(exported(m, 'constants', 'CV_ALL_ECODES'));
  },
  ssconf(m) {
    return [...exported(m, 'constants', 'VALID_SS_KEYS')];
  },
  async cli(m) {
    const tools = exported(m, 'cli', 'tools');
    if (!tools) return undefined;
    const rows = await Promise.all(Object.values(tools).map(async (tool) => [tool.name, await describeTool(tool)]));
    return Object.fromEntries(rows);
  },
  programs(m) {
    const programs = exported(m, 'programs', 'programs');
    return programs && mapValues(programs, (p) => [...p.options]);
  },
};

async function describeTool(tool) {
  const commands = await Promise.all(
    Object.entries(tool.commands).map(async ([name, entry]) => {
      const { options } = await entry.load();
      const aliases = Object.entries(tool.aliases).flatMap(([alias, command]) => (command === name ? [alias] : []));
      const flags = Object.values(options).flatMap((o) => o.switches.flatMap((s) => s.flags));
      return [name, { aliases, options: flags }];
    }),
  );
  return Object.fromEntries(commands);
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((t) => !(t in TABLES));
if (unknown.length > 0) {
  console.error(`describe: no table ${unknown.join(', ')}; there are ${Object.keys(TABLES).join(', ')}`);
  process.exit(2);
}

const modules = await loadDefinitions();
const described = {};
for (const [name, table] of Object.entries(TABLES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  try {
    const value = await table(modules);
    if (value !== undefined) described[name] = value;
  } catch (error) {
    throw new Error(`describe: table ${name} cannot be derived`, { cause: error });
  }
}
console.log(JSON.stringify(described));
