#!/usr/bin/env node
// Prints our tables as one JSON object, derived from the definitions that the programs run on, in the shape that
// compare.mjs of the shared facts wants. A part that does not exist yet has no table; one that is broken is an error.
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

function describeHooks(units) {
  const rows = Object.values(units).filter((lu) => lu.hooksPath !== null && lu.hooksVariables);
  return Object.fromEntries(rows.map((lu) => [lu.hooksPath, [...lu.hooksVariables]]));
}

function describeParams(modules) {
  const [be, nic, nd, disk] = ['beparams', 'nicparams', 'ndparams', 'diskparams'].map((n) =>
    exported(modules, 'objects', n),
  );
  return { beparams: typed(be), nicparams: typed(nic), ndparams: typed(nd), diskparams: mapValues(disk, typed) };
}

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

/** Table -> the modules it is derived from, and how. */
const TABLES = {
  opcodes: {
    needs: ['opcodes'],
    make: (m) => {
      const describeOpcode = (d) => ({
        summary_field: d.summaryField,
        params: mapValues(m.opcodes.paramsOf(d.id), describeParam),
      });
      return Object.fromEntries(m.opcodes.opcodes.map((d) => [d.id, describeOpcode(d)]));
    },
  },
  units: {
    needs: ['units'],
    make: (m) =>
      mapValues(exported(m, 'units', 'logicalUnits'), (lu) => ({
        lu: lu.name,
        hpath: lu.hooksPath,
        htype: lu.hooksType,
        bgl: lu.requiresBgl,
      })),
  },
  hooks: { needs: ['units'], make: (m) => describeHooks(exported(m, 'units', 'logicalUnits')) },
  query: {
    needs: ['query'],
    make: (m) => {
      const describeFields = (fields) =>
        Object.fromEntries([...fields.values()].map(({ name, title, kind }) => [name, { title, kind }]));
      return Object.fromEntries(exported(m, 'query', 'queryResources').map((r) => [r.name, describeFields(r.fields)]));
    },
  },
  luxi: {
    needs: ['protocol'],
    make: (m) => mapValues(exported(m, 'protocol', 'LUXI_METHODS'), (d) => Object.keys(d.args).length),
  },
  confd: { needs: ['protocol'], make: (m) => mapValues(exported(m, 'protocol', 'CONFD_REQUESTS'), (r) => r.id) },
  mond: {
    needs: ['protocol'],
    make: (m) => mapValues(exported(m, 'protocol', 'MOND_COLLECTORS'), ({ category, kind }) => ({ category, kind })),
  },
  ecodes: { needs: ['protocol'], make: (m) => exported(m, 'protocol', 'ECODES') },
  rpc: {
    needs: ['handlers', 'protocol'],
    make: (m) =>
      mapValues(exported(m, 'handlers', 'handlers'), (_handler, call) => exported(m, 'protocol', 'rpcArgNames')(call)),
  },
  hvparams: {
    needs: ['objects'],
    make: (m) => mapValues(exported(m, 'objects', 'hypervisors'), (h) => typed(h.params)),
  },
  params: { needs: ['objects'], make: describeParams },
  config: { needs: ['objects'], make: (m) => exported(m, 'objects', 'configFieldNames')() },
  verify_codes: { needs: ['constants'], make: (m) => Object.keys(exported(m, 'constants', 'CV_ALL_ECODES')) },
  ssconf: { needs: ['constants'], make: (m) => [...exported(m, 'constants', 'VALID_SS_KEYS')] },
  programs: {
    needs: ['programs'],
    make: async (m) => {
      const lines = Object.entries(exported(m, 'programs', 'programFlags'));
      return Object.fromEntries(await Promise.all(lines.map(async ([name, flags]) => [name, await flags()])));
    },
  },
  cli: {
    needs: ['cli'],
    make: async (m) => {
      const tools = Object.values(exported(m, 'cli', 'tools'));
      return Object.fromEntries(await Promise.all(tools.map(async (tool) => [tool.name, await describeTool(tool)])));
    },
  },
};

const given = process.argv.slice(2);
const unknown = given.filter((t) => !(t in TABLES));
if (unknown.length > 0) {
  console.error(`describe: no table ${unknown.join(', ')}; there are ${Object.keys(TABLES).join(', ')}`);
  process.exit(2);
}

const described = {};
for (const name of given.length > 0 ? given : Object.keys(TABLES)) {
  const { needs, make } = TABLES[name];
  try {
    const modules = await loadDefinitions(...needs);
    if (needs.every((n) => modules[n])) described[name] = await make(modules);
  } catch (error) {
    throw new Error(`describe: table ${name} cannot be derived`, { cause: error });
  }
}
console.log(JSON.stringify(described));
