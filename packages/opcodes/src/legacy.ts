/**
 * What 3.1 dropped and clients of 3.0 still send, each accepted with its old meaning (decision 1).
 * Nothing else is lenient.
 */
interface Exception {
  /** The opcode it is sent with. */
  readonly opcode: string;
  /** The parameter, with a dotted path for a key inside of one; * is any key. */
  readonly what: string;
  /** The opcode without it, changed so that the meaning stays; undefined when this value had no meaning there. */
  readonly translate: (op: JsonObject) => JsonObject | undefined;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 3.0: try to hotplug, but do without if it cannot be done; that is what 3.1 calls hotplug. */
function hotplugIfPossible(op: JsonObject): JsonObject | undefined {
  const { hotplug_if_possible: wanted, ...rest } = op;
  if (wanted === true) return { ...rest, hotplug: true };
  // 3.0 clients mean "no hotplug" when they say nothing: it was off by default there.
  return wanted === false || wanted === null ? { ...rest, hotplug: op['hotplug'] ?? false } : undefined;
}

/** xl is what 3.1 always uses, so the choice of it is no longer needed; xm went away with Xen 4.5 and stays refused. */
function dropXenCmd(value: unknown, depth: number): unknown {
  if (!isObject(value)) return value;
  if (depth > 0) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, dropXenCmd(v, depth - 1)]));
  const { xen_cmd: command, ...rest } = value;
  return command === 'xl' || command === 'default' ? rest : value;
}

function xenCmd(opcode: string, parameter: string, depth: number): Exception {
  return {
    opcode,
    what: `${parameter}${'.*'.repeat(depth)}.xen_cmd`,
    translate: (op) => ({ ...op, [parameter]: dropXenCmd(op[parameter], depth) }),
  };
}

/** The whole list of exceptions. */
export const LEGACY_PARAMETERS: readonly Exception[] = [
  { opcode: 'OP_INSTANCE_SET_PARAMS', what: 'hotplug_if_possible', translate: hotplugIfPossible },
  xenCmd('OP_CLUSTER_SET_PARAMS', 'hvparams', 1),
  xenCmd('OP_CLUSTER_SET_PARAMS', 'os_hvp', 2),
  xenCmd('OP_INSTANCE_CREATE', 'hvparams', 0),
  xenCmd('OP_INSTANCE_SET_PARAMS', 'hvparams', 0),
  xenCmd('OP_INSTANCE_STARTUP', 'hvparams', 0),
];

/** What a client of 3.0 sent, in the words of 3.1. Anything else comes back as it is. */
export function fromLegacy(op: JsonObject): JsonObject {
  let current = op;
  for (const exception of LEGACY_PARAMETERS) {
    const parameter = exception.what.split('.')[0] ?? '';
    if (op['OP_ID'] !== exception.opcode || !(parameter in current)) continue;
    current = exception.translate(current) ?? current;
  }
  return current;
}
