import type { FilledParams, GivenParams, OpcodeDefinition, Params, ResultOf } from './define.js';
import { opcodes } from './list.js';
import { commonParams } from './params/common.js';

type Definitions = (typeof opcodes)[number];

/** The id of an opcode, as it travels. */
export type OpId = Definitions['id'];
/** The definition of one opcode. */
export type DefinitionOf<Id extends OpId> = Extract<Definitions, { readonly id: Id }>;

type CommonParams = typeof commonParams;
type OwnParams<Id extends OpId> = DefinitionOf<Id>['params'];
type WithId<Id, P> = { [K in keyof (P & { OP_ID: Id })]: (P & { OP_ID: Id })[K] };
type Filled<Id extends OpId> = WithId<Id, FilledParams<OwnParams<Id>> & FilledParams<CommonParams>>;
type Given<Id extends OpId> = WithId<Id, GivenParams<OwnParams<Id>> & GivenParams<CommonParams>>;

/** An opcode with all parameters, its own and the common ones. */
export type OpcodeOf<Id extends OpId> = { [K in Id]: Filled<K> }[Id];
/** An opcode as clients write it: what has a default may be left out. */
export type GivenOpcode<Id extends OpId> = { [K in Id]: Given<K> }[Id];
/** Any opcode with all parameters. */
export type Opcode = OpcodeOf<OpId>;
/** What the logical unit of an opcode returns. */
export type OpcodeResult<Id extends OpId> = ResultOf<DefinitionOf<Id>>;

const byId = new Map<string, OpcodeDefinition>(opcodes.map((d) => [d.id, d as unknown as OpcodeDefinition]));

/** Whether there is an opcode of this id. */
export function isOpId(id: unknown): id is OpId {
  return typeof id === 'string' && byId.has(id);
}

/** The definition that belongs to an id. */
export function definitionOf(id: OpId): OpcodeDefinition {
  const definition = byId.get(id);
  if (!definition) throw new TypeError(`no opcode ${id}`);
  return definition;
}

const paramsById = new Map<OpId, Params>();

/** All parameters of an opcode: its own, then the common ones. */
export function paramsOf(id: OpId): Params {
  let params = paramsById.get(id);
  if (params === undefined) paramsById.set(id, (params = { ...definitionOf(id).params, ...commonParams }));
  return params;
}

/**
 * The opcode with all parameters, in the order in which the original writes them: its own, the common ones, OP_ID.
 * As there, null stands for "left out" where a parameter has a default. What comes back shares no default object.
 */
export function fillOpcode<Id extends OpId>(given: GivenOpcode<Id>): OpcodeOf<Id> {
  const values: Readonly<Record<string, unknown>> = given;
  const id = given.OP_ID;
  const filled = Object.entries(paramsOf(id)).map(([name, param]): [string, unknown] => {
    const value = values[name];
    if (param.required || (value !== undefined && value !== null)) return [name, value];
    return [name, typeof param.default === 'object' ? structuredClone(param.default) : param.default];
  });
  return Object.fromEntries([...filled, ['OP_ID', id]]) as unknown as OpcodeOf<Id>;
}
