/** Neighbours of each vertex; edges given twice count twice, as do loops. */
export interface Graph {
  /** The first vertex. */
  readonly start: number;
  readonly neighbours: readonly (readonly number[])[];
}

/** An edge from one vertex to another. */
export type Edge = readonly [from: number, to: number];

/** A graph of the vertices from `start` to `end`. Each vertex has its neighbours with the last edge first. */
export function makeGraph(start: number, end: number, edges: readonly Edge[]): Graph {
  const neighbours: number[][] = Array.from({ length: end - start + 1 }, () => []);
  for (const [from, to] of [...edges].reverse()) neighbours[from - start]!.push(to);
  return { start, neighbours };
}

/** A colour for each vertex that has one. */
type Colours = Map<number, number>;

const neighboursOf = (graph: Graph, vertex: number): readonly number[] => graph.neighbours[vertex - graph.start]!;
const vertices = (graph: Graph): number[] => graph.neighbours.map((_, i) => graph.start + i);

function seenColours(graph: Graph, colours: Colours, vertex: number): number[] {
  return neighboursOf(graph, vertex).flatMap((n) => colours.get(n) ?? []);
}

function paint(graph: Graph, colours: Colours, vertex: number): void {
  const taken = new Set(seenColours(graph, colours, vertex));
  let colour = 0;
  while (taken.has(colour)) colour += 1;
  colours.set(vertex, colour);
}

/** Vertices with most neighbours first. */
function byDegree(graph: Graph): Colours {
  const colours: Colours = new Map();
  const degree = (v: number): number => neighboursOf(graph, v).length;
  const order = vertices(graph).sort((a, b) => degree(a) - degree(b));
  for (const v of order.reverse()) paint(graph, colours, v);
  return colours;
}

/** One vertex after the other, the one with the highest rank next; the last among equals. */
function byRank(graph: Graph, rank: (seen: readonly number[]) => number): Colours {
  const colours: Colours = new Map();
  const left = vertices(graph);
  while (left.length > 0) {
    let chosen = 0;
    let best: readonly [number, number] = [-1, -1];
    for (const [i, v] of left.entries()) {
      const mine = [rank(seenColours(graph, colours, v)), neighboursOf(graph, v).length] as const;
      if (mine[0] < best[0] || (mine[0] === best[0] && mine[1] < best[1])) continue;
      best = mine;
      chosen = i;
    }
    const [vertex] = left.splice(chosen, 1);
    paint(graph, colours, vertex!);
  }
  return colours;
}

function classes(graph: Graph, colours: Colours): number[][] {
  const found: number[][] = [];
  for (const v of vertices(graph)) (found[colours.get(v)!] ??= []).push(v);
  return found;
}

/** A way to colour a graph and the sets of vertices of one colour it came to. */
export interface Colouring {
  readonly name: string;
  readonly classes: readonly (readonly number[])[];
}

/** Colours a graph in three ways; no two neighbours share a colour. */
export function colourings(graph: Graph): Colouring[] {
  return [
    { name: 'LF', classes: classes(graph, byDegree(graph)) },
    {
      name: 'Dsatur',
      classes: classes(
        graph,
        byRank(graph, (seen) => new Set(seen).size),
      ),
    },
    {
      name: 'Dcolor',
      classes: classes(
        graph,
        byRank(graph, (seen) => seen.length),
      ),
    },
  ];
}

/** The colouring with fewest colours, the first among equals. */
export function fewestColours(all: readonly Colouring[]): Colouring {
  return all.reduce((best, next) => (next.classes.length < best.classes.length ? next : best));
}

/** How the colourings compare, in one line. */
export function compareColourings(all: readonly Colouring[]): string {
  const sorted = [...all].sort((a, b) => b.classes.length - a.classes.length).reverse();
  return sorted
    .map(({ name, classes: found }, i) => {
      const text = `${name}: ${String(found.length)} (${found.map((c) => c.length).join(',')})`;
      if (i === 0) return text;
      return `${found.length === sorted[i - 1]!.classes.length ? ' TIE ' : ' LOOSE '}${text}`;
    })
    .join('');
}
