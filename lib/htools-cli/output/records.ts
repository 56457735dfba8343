import {
  DEFAULT_NODE_FIELDS,
  failName,
  moveCommands,
  NO_NODE,
  NODE_FIELDS,
  scoreComponents,
  type FailMode,
  type Placement,
  type Score,
  type State,
} from '@gnt/htools';

/** A value of a table as JSON has it: a number where it is one. */
function cell(text: string, numeric: boolean): unknown {
  const trimmed = text.trim();
  const value = Number(trimmed);
  return numeric && trimmed !== '' && Number.isFinite(value) ? value : trimmed;
}

/** Nodes with the fields of --print-nodes. */
export function nodeRecords(
  state: State,
  nodes: readonly number[],
  fields: readonly string[],
  base: number,
): Record<string, unknown>[] {
  const [first, ...rest] = fields;
  const wanted = first === undefined ? DEFAULT_NODE_FIELDS : first === '+' ? [...DEFAULT_NODE_FIELDS, ...rest] : fields;
  const known = wanted.filter((name) => Object.hasOwn(NODE_FIELDS, name));
  return nodes.map((n) =>
    Object.fromEntries(
      known.map((name) => [name, cell(NODE_FIELDS[name]!.show(state, n, base), NODE_FIELDS[name]!.numeric)]),
    ),
  );
}

/** Instances with what --print-instances shows; disk in MiB. */
export function instanceRecords(state: State, instances: readonly number[]): Record<string, unknown>[] {
  return instances.map((i) => {
    const { name, running, autoBalance, vcpus, mem, disk, util } = state.instances[i]!;
    const place = { primary: nodeName(state, state.primary[i]!), secondary: nodeName(state, state.secondary[i]!) };
    return { name, running, ...place, auto_balance: autoBalance, vcpus, mem, disk, load: { ...util } };
  });
}

/** Name of a node; null for none. */
export function nodeName(state: State, node: number): string | null {
  return node === NO_NODE ? null : state.nodes[node]!.name;
}

/** A score and its components. */
export function scoreRecord(score: Score): Record<string, unknown> {
  return { score: score.value, components: scoreComponents(score) };
}

/** A move of an instance, the letters of hbal and the commands that make it. */
export function moveRecord(state: State, placement: Placement): Record<string, unknown> {
  const { letters, commands } = moveCommands(state, placement, true);
  return {
    instance: state.instances[placement.instance]!.name,
    from: { primary: nodeName(state, placement.oldPrimary), secondary: nodeName(state, placement.oldSecondary) },
    to: { primary: nodeName(state, placement.primary), secondary: nodeName(state, placement.secondary) },
    score: placement.score,
    move: letters,
    commands: commands.map((command) => `gnt-instance ${command}`),
  };
}

/** How often each rule stood in the way, by its name. */
export function faultCounts(counts: readonly (readonly [FailMode, number])[]): Record<string, number> {
  return Object.fromEntries(counts.filter(([, n]) => n > 0).map(([mode, n]) => [failName(mode), n]));
}
