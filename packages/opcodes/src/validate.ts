import { faultsOf, type Fault as TypeFault } from '@gnt/ht/validate';
import type { Param, Params } from './define.js';
import { fromLegacy } from './legacy.js';
import { fillOpcode, isOpId, paramsOf, type GivenOpcode, type Opcode, type OpId } from './opcode.js';

/** One thing wrong with a submitted opcode. */
export interface OpcodeFault {
  /** Its OP_ID as far as it could be read. */
  readonly opcode: string | null;
  /** The parameter at fault; null when it is the opcode as a whole. */
  readonly parameter: string | null;
  /** What is wrong and what would be right, naming opcode and parameter. */
  readonly message: string;
}

/** What reading a submitted opcode gives: the opcode with all parameters, or all that is wrong with it. */
export type ParsedOpcode =
  { readonly ok: true; readonly opcode: Opcode } | { readonly ok: false; readonly faults: readonly OpcodeFault[] };

type JsonObject = Readonly<Record<string, unknown>>;

/** Enough of a value to recognise it by in a message. */
function excerpt(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The innermost places at fault; what an alternative says about its outside is noise. */
function places(faults: readonly TypeFault[]): string {
  const inner = [...new Set(faults.map((f) => f.path))].filter((path) => path !== '');
  return inner.length === 0 ? '' : ` (at ${inner.slice(0, 3).join(', ')})`;
}

function faultOfParam(id: OpId, name: string, param: Param<unknown>, op: JsonObject): OpcodeFault | undefined {
  const fault = (message: string): OpcodeFault => ({ opcode: id, parameter: name, message: `${id}: ${message}` });
  const value = op[name];
  const mandatory = param.required || param.onWire === true;
  const wanted = mandatory ? param.type.text.replace(/^null or /, '') : param.type.text;
  if (value === undefined) {
    return mandatory ? fault(`parameter '${name}' is missing; give ${wanted}`) : undefined;
  }
  // As in the original, null is the same as leaving out, where a parameter may be left out.
  if (value === null && !mandatory) return undefined;
  const faults = faultsOf(param.type, value);
  const nullRefused = value === null && param.onWire === true && !param.type.kinds.includes('any');
  if (faults.length === 0 && !nullRefused) return undefined;
  const shown = param.sensitivity ? 'this value' : excerpt(value);
  return fault(`parameter '${name}' must be ${wanted}, not ${shown}${places(faults)}`);
}

function unknownParams(id: OpId, op: JsonObject, params: Params): OpcodeFault[] {
  const unknown = Object.keys(op).filter((name) => name !== 'OP_ID' && !Object.hasOwn(params, name));
  if (unknown.length === 0) return [];
  const allowed = JSON.stringify([...Object.keys(params), 'OP_ID'].sort());
  return unknown.map((name) => ({
    opcode: id,
    parameter: name,
    message: `${id}: unknown parameter '${name}'; allowed are ${allowed}`,
  }));
}

function faultsOfObject(op: JsonObject): OpcodeFault[] {
  const id = op['OP_ID'];
  if (id === undefined) return [{ opcode: null, parameter: 'OP_ID', message: "opcode without 'OP_ID'" }];
  if (!isOpId(id)) {
    return [
      { opcode: typeof id === 'string' ? id : null, parameter: 'OP_ID', message: `unknown opcode ${excerpt(id)}` },
    ];
  }
  const params = paramsOf(id);
  const wrong = Object.entries(params).map(([name, param]) => faultOfParam(id, name, param, op));
  return [...unknownParams(id, op, params), ...wrong.filter((f) => f !== undefined)];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** All faults of a submitted opcode, each naming opcode and parameter; empty when it is accepted. */
export function validateOpcode(value: unknown): OpcodeFault[] {
  if (!isObject(value)) {
    return [
      { opcode: null, parameter: null, message: `an opcode must be an object with OP_ID, not ${excerpt(value)}` },
    ];
  }
  return faultsOfObject(fromLegacy(value));
}

/** Reads a submitted opcode: what 3.0 clients may still send is translated, defaults are filled in. */
export function parseOpcode(value: unknown): ParsedOpcode {
  const faults = validateOpcode(value);
  if (faults.length > 0 || !isObject(value)) return { ok: false, faults };
  return { ok: true, opcode: fillOpcode(fromLegacy(value) as unknown as GivenOpcode<OpId>) };
}
